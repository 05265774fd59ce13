/* control.js — the doubles' own paths for tests: /double/stats (GET or POST), /double/settings, /double/open (how many
 * requests the fault `late` has left open), POST /double/release (answers them), POST /double/reset. */
'use strict';

const faults = require('./faults');

const isNumber = (low, high) => value => Number.isInteger(value) && value >= low && value <= high;
const orNull = check => value => value === null || check(value);

/* name: [default, check, what to write instead] */
const KNOWN = {
    fault: [null, orNull(value => faults.names.includes(value)), `null or one of ${faults.names.join(', ')}`],
    fault_limit: [null, orNull(isNumber(0, 1e9)), 'how many messages get it at most, or null'],
    status: [500, isNumber(200, 599), 'the HTTP status of the faults status, code and echo-secret'],
    code: [1, isNumber(0, 1e9), "the provider's own number, for the fault code"],
    retry_after: [null, orNull(isNumber(0, 1e9)), 'seconds to ask for with a fault, or null'],
};

const defaults = () => Object.fromEntries(Object.entries(KNOWN).map(([name, [value]]) => [name, value]));

function change(double, changes) {
    for (const name in changes) {
        if (!Object.hasOwn(KNOWN, name)) throw new Error(`unknown setting ${name}; there are ${Object.keys(KNOWN).join(', ')}`);
        const [, check, hint] = KNOWN[name];
        if (!check(changes[name])) throw new Error(`${name} must be ${hint}`);
    }
    return Object.assign(double.settings, changes);
}

/** What was taken, what was refused as wrong, and which keys came more than once. */
function stats({messages, refused}) {
    const count = {};
    for (const {key} of messages) count[key] = (count[key] ?? 0) + 1;
    return {taken: messages.length, repeated: Object.keys(count).filter(key => count[key] > 1), messages, refused};
}

function act(double, what, value) {
    switch (what) {
    case 'GET /double/stats':
    case 'POST /double/stats': return stats(double);
    case 'GET /double/settings': return double.settings;
    case 'POST /double/settings': return change(double, value);
    case 'GET /double/open': return {open: double.late.length};
    case 'POST /double/release': return {released: double.late.splice(0).map(answer => answer()).length};
    case 'POST /double/reset':
        Object.assign(double, {messages: [], refused: [], settings: defaults()});
        return {reset: true};
    default: throw new Error(`there is no ${what}`);
    }
}

function serve(double, request, response, body) {
    let status = 200;
    let value;
    try {
        value = act(double, `${request.method} ${request.url}`, body === '' || body === undefined ? {} : JSON.parse(body));
    } catch (error) {
        status = 400;
        value = {error: error.message};
    }
    response.writeHead(status, {'content-type': 'application/json'});
    response.end(JSON.stringify(value) + '\n');
}

module.exports = {serve, defaults};
