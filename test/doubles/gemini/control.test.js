/* control.test.js — settings for all calls, and what the double tells about what it saw. */
'use strict';

const {test} = require('node:test');
const assert = require('node:assert/strict');
const {request, running, secureCall, secureSession, userText, written} = require('./testing');

const started = running({tlsPort: 0, keep_bodies: 3});
const about = name => request(userText({first_name: name}));
const names = Array.from({length: 60}, (_, index) => 'A' + 'b'.repeat(index));

async function statuses(double) {
    const answers = await Promise.all(names.map(name => double.post(about(name))));
    return answers.map(answer => answer.status);
}

test('a fault may hit a share of the calls, the same ones in every run', async () => {
    const double = await started;
    await double.settings({fault: 'force-503', fail_ratio: 0.5});
    const one = [];
    for (const name of names) one.push((await double.post(about(name))).status);
    const failed = one.filter(status => status === 503).length;
    assert.ok(failed > 15 && failed < 45, `${failed} of 60`);
    await double.settings({fault: 'force-503', fail_ratio: 0.5});
    for (const [index, name] of names.entries()) assert.equal((await double.post(about(name))).status, one[index]);
    await double.reset();
    assert.ok((await statuses(double)).every(status => status === 200));
});

test('a fault may hit a number of calls, or those that speak of someone', async () => {
    const double = await started;
    await double.settings({fault: 'force-500', fault_limit: 7});
    assert.equal((await statuses(double)).filter(status => status === 500).length, 7);
    await double.settings({fault: 'force-429', fault_limit: null, match: '"Bo"'});
    assert.deepEqual([(await double.post(about('Ann'))).status, (await double.post(about('Bo'))).status], [200, 429]);
    await double.reset();
});

test('good answers can be put into its mouth', async () => {
    const double = await started;
    const answer = {subject: 'Hi', body: 'See https://example.com'};
    await double.settings({answer});
    assert.deepEqual(JSON.parse(written((await double.post(about('Ann'))).body)), answer);
    await double.reset();
});

test('settings that make no sense are refused', async () => {
    const double = await started;
    for (const [value, message] of [[{falt: 'x'}, /unknown setting falt/], [{fault: 'x'}, /name of a fault/],
        [{delay_ms: '5'}, /milliseconds/], [{fail_ratio: 2}, /share/], [[], /object/]]) {
        assert.match((await double.settings(value)).error, message);
    }
});

test('stats count calls, prompts and wasted calls', async () => {
    const double = await started;
    await double.reset();
    for (const nonce of ['0a', '0b', '0c']) {
        await double.post(request(userText({first_name: 'Ann'}, {nonce})), {model: 'force-503-once'});
    }
    await double.post(about('Bo'));
    const {requests, by_status: byStatus, by_fault: byFault, bodies_seen: bodies, ...rest} = await double.stats();
    assert.deepEqual([requests, byStatus, byFault], [4, {200: 3, 503: 1}, {'force-503-once': 1}]);
    assert.deepEqual([rest.distinct_prompts, rest.repeats, rest.duplicates, rest.in_flight], [2, 2, 1, 0]);
    assert.equal(bodies.length, 3);
    assert.deepEqual(JSON.parse(bodies[2].body), about('Bo'));
    assert.deepEqual([bodies[2].url, bodies[2].headers['content-type'], bodies[2].key_in_header],
        ['/v1beta/models/gemini-3.5-flash-lite:generateContent', 'application/json', true]);
});

test('stats tell how many calls were in flight over how many connections', async () => {
    const double = await started;
    await double.settings({delay_ms: 50});
    await double.reset();
    await double.settings({delay_ms: 50});
    const before = (await double.stats()).connections.total;
    const session = secureSession(double);
    const calls = await Promise.all(names.map(name => secureCall(session, about(name))));
    assert.ok(calls.every(call => call.status === 200));
    const stats = await double.stats();
    assert.equal(stats.max_in_flight, 60);
    assert.deepEqual(stats.by_http_version, {'2.0': 60});
    assert.ok(stats.connections.total - before <= 2, 'one for the session, at most one for asking');
    await double.reset();
});
