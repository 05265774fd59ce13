/* control.js — the double's own paths for tests: /double/settings, stats, reset, bookings, expire. Not paced, not counted.
 *
 *   POST /double/bookings {id, start_date, end_date, …}   adds or changes one; moments may be {"in": seconds from now}
 *   POST /double/remove {"id": …}                         deletes one without a trace
 *   POST /double/expire                                   no token given out so far is good any more
 */
'use strict';

const settings = require('./settings');

const MOMENTS = ['start_date', 'end_date', 'record_date', 'edited'];

function change(double, changes) {
    const wrong = settings.problem(changes);
    if (wrong !== undefined) throw new Error(wrong);
    return Object.assign(double.settings, changes);
}

function reset(double) {
    Object.assign(double.settings, settings.defaults());
    double.stats.reset();
    double.company.reset();
    double.guard.reset();
    return {reset: true};
}

function put(double, booking) {
    const told = {...booking};
    for (const key of MOMENTS) {
        if (typeof told[key] === 'object' && told[key] !== null) told[key] = double.company.localTime(told[key].in * 1000);
    }
    return double.company.put(told);
}

function act(double, what, value) {
    switch (what) {
    case 'GET /double/stats': return double.stats.snapshot();
    case 'GET /double/settings': return double.settings;
    case 'POST /double/settings': return change(double, value);
    case 'POST /double/reset': return reset(double);
    case 'POST /double/forget': return double.stats.reset() ?? {};
    case 'POST /double/bookings': return put(double, value);
    case 'POST /double/remove': return {removed: double.company.remove(value.id)};
    case 'POST /double/expire': return double.guard.expireAll() ?? {};
    case 'POST /double/password': return Object.assign(double.company, {password: value.password}) && {};
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

module.exports = {serve};
