/* control.js — the double's own paths for tests: /double/settings, /double/stats, /double/reset. No key, not counted. */
'use strict';

const settings = require('./settings');
const {collect, send} = require('./wire');

const reply = (status, value) =>
    ({status, type: 'application/json; charset=UTF-8', body: JSON.stringify(value) + '\n'});

function change(double, body) {
    let changes;
    try {
        changes = JSON.parse(body);
    } catch (error) {
        return reply(400, {error: error.message});
    }
    const problem = settings.problem(changes);
    if (problem !== undefined) return reply(400, {error: problem});
    Object.assign(double.settings, changes);
    double.faults.reset();  // fault_limit, -once and seed count from here
    return reply(200, double.settings);
}

/** Back to how the double was started: settings, memory of prompts, counters. */
function reset(double) {
    Object.assign(double.settings, settings.defaults(), double.started);
    double.faults.reset();
    double.stats.reset();
    return reply(200, {reset: true});
}

function act(double, request, body) {
    switch (`${request.method} ${request.url}`) {
    case 'GET /double/stats': return reply(200, double.stats.snapshot());
    case 'GET /double/settings': return reply(200, double.settings);
    case 'POST /double/settings': return change(double, body);
    case 'POST /double/reset': return reset(double);
    default: return reply(404, {error: 'GET /double/stats, GET or POST /double/settings, POST /double/reset'});
    }
}

async function serve(double, request, response) {
    const body = await collect(request);
    if (body !== null) send(request, response, act(double, request, body ?? ''), () => {});
}

module.exports = {serve};
