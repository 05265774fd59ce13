/* faults.js — what a double does instead of taking a message, on command.
 *
 * A message is checked before any fault is looked at, so a test that asks for a fault still proves that the message was
 * right. `taken`: the double has the message all the same, and the sender cannot know.
 */
'use strict';

const OVERSIZED = 2 * 1024 * 1024;

const html = status => ({status, type: 'text/html', body: `<html><h1>${status}</h1></html>`});

const FAULTS = {
    'status': ({status}) => html(status),
    'code': ({status, code}, double) => double.kind.failure(status, code),
    'html': () => html(200),
    'not-json': () => ({status: 200, body: '{"sid":"SM1","messages":[{"id":'}),
    'redirect': () => ({status: 302, headers: {location: 'http://127.0.0.1:1/'}}),
    'oversized': () => ({status: 200, body: JSON.stringify('x'.repeat(OVERSIZED)), taken: true}),
    'hang': () => ({hang: true, taken: true}),
    'late': () => ({late: true, taken: true}),
    'late-status': ({status}) => ({late: true, refused: html(status)}),
    'drop': () => ({drop: true}),
    'drop-after': () => ({drop: true, taken: true}),
    'echo-secret': ({status}, double, request) => double.kind.failure(status, 99999, `Cannot handle ${JSON.stringify(request.headers)}`),
};

/** The answer to give instead, or undefined. */
function fault(double, request) {
    const {settings} = double;
    if (settings.fault === null || settings.fault_limit === 0) return undefined;
    if (settings.fault_limit !== null) settings.fault_limit--;
    const answer = FAULTS[settings.fault](settings, double, request);
    if (settings.retry_after === null) return answer;
    return {...answer, headers: {...answer.headers, 'retry-after': String(settings.retry_after)}};
}

module.exports = {fault, names: Object.keys(FAULTS)};
