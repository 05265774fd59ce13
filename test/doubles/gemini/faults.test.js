/* faults.test.js — everything that can be made to go wrong does, over both protocols, and only where it was asked for. */
'use strict';

const {test} = require('node:test');
const assert = require('node:assert/strict');
const {KEY, request, running, secureCall, secureSession, userText, written} = require('./testing');

const started = running({tlsPort: 0});
const about = name => request(userText({first_name: name}));

test('failures have the status and the body of the service', async t => {
    const failures = {
        'force-429-short': [429, 'RESOURCE_EXHAUSTED'], 'force-500': [500, 'INTERNAL'], 'force-503': [503, 'UNAVAILABLE'],
        'force-504': [504, 'DEADLINE_EXCEEDED'], 'force-404': [404, 'NOT_FOUND'], 'force-403': [403, 'PERMISSION_DENIED'],
        'force-400': [400, 'FAILED_PRECONDITION'], 'bad-key': [400, 'INVALID_ARGUMENT'],
    };
    for (const [model, [code, status]] of Object.entries(failures)) {
        await t.test(model, async () => {
            const answer = await (await started).post(request(), {model});
            assert.deepEqual([answer.status, answer.body.error.code, answer.body.error.status], [code, code, status]);
            assert.equal(answer.type, 'application/json; charset=UTF-8');
        });
    }
    const gateway = await (await started).post(request(), {model: 'force-502'});
    assert.deepEqual([gateway.status, gateway.type], [502, 'text/html; charset=UTF-8']);
});

test('a 429 names its quota and when to come back', async () => {
    const double = await started;
    const details = async model => {
        const [failure, help, retry] = (await double.post(request(), {model})).body.error.details;
        assert.equal(help['@type'], 'type.googleapis.com/google.rpc.Help');
        return [failure.violations[0].quotaId, retry.retryDelay];
    };
    assert.deepEqual(await details('force-429'), ['GenerateRequestsPerMinutePerProjectPerModel-FreeTier', '56s']);
    assert.deepEqual(await details('force-429-daily'), ['GenerateRequestsPerDayPerProjectPerModel-FreeTier', '5s']);
    await double.settings({retry_delay_ms: 250});
    assert.deepEqual((await details('force-429'))[1], '0.250s');
    const {error} = (await double.post(request(), {model: 'force-429-short'})).body;
    assert.ok(!('details' in error));
    await double.reset();
});

test('once and twice count for each prompt, whatever its nonce', async () => {
    const double = await started;
    const statuses = async (model, name) => {
        const seen = [];
        for (const nonce of ['0000000a', '0000000b', '0000000c']) {
            seen.push((await double.post(request(userText({first_name: name}, {nonce})), {model})).status);
        }
        return seen;
    };
    assert.deepEqual(await statuses('force-429-once', 'Ann'), [429, 200, 200]);
    assert.deepEqual(await statuses('force-429-once', 'Bo'), [429, 200, 200]);
    assert.deepEqual(await statuses('force-503-twice', 'Ann'), [503, 503, 200]);
    await double.reset();
    assert.deepEqual(await statuses('force-429-once', 'Ann'), [429, 200, 200]);
    await double.reset();
});

test('answers that are not what was hoped for', async t => {
    const double = await started;
    const answer = async model => (await double.post(request(), {model})).body;
    const text = async model => written(await answer(model));
    const first = async model => (await answer(model)).candidates[0];
    const cases = {
        'blocked prompt': async () => {
            const {promptFeedback, candidates} = await answer('force-blocked');
            assert.deepEqual([promptFeedback.blockReason, candidates], ['PROHIBITED_CONTENT', undefined]);
        },
        'safety': async () => assert.equal((await first('force-safety')).finishReason, 'SAFETY'),
        'any finish reason': async () => assert.equal((await first('finish-spii')).finishReason, 'SPII'),
        'max tokens': async () => assert.deepEqual((await first('force-max-tokens')).content, {role: 'model'}),
        'max tokens once': async () => {
            assert.equal((await first('force-max-tokens-once')).finishReason, 'MAX_TOKENS');
            assert.equal((await first('force-max-tokens-once')).finishReason, 'STOP');
        },
        'cut JSON': async () => assert.match(await text('max-tokens-cut'), /^\{"subject":"[^}]*$/),
        'no JSON': async () => assert.match(await text('force-non-json'), /^Sure! /),
        'fenced JSON': async () => assert.match(await text('fenced'), /^```json\n\{.*\}\n```$/s),
        'no body': async () => assert.deepEqual(Object.keys(JSON.parse(await text('force-missing-body'))), ['subject']),
        'wrong types': async () => assert.ok(Array.isArray(JSON.parse(await text('wrong-types')).subject)),
        'no candidates': async () => assert.ok(!('candidates' in await answer('no-candidates'))),
        'empty candidates': async () => assert.deepEqual((await answer('empty-candidates')).candidates, []),
        'thoughts': async () => {
            const body = await answer('force-thoughts');
            assert.equal(body.candidates[0].content.parts[0].thought, true);
            assert.match(JSON.parse(written(body)).body, /^Hello Ann/);
        },
        'injected': async () => assert.match(await text('force-injected'), /https:.*\$99/),
        'a page instead of JSON': async () =>
            assert.match((await double.post(request(), {model: 'response-not-json'})).text, /^<html>/),
        'huge': async () =>
            assert.ok((await double.post(request(), {model: 'force-huge'})).text.length > 10 * 1024 * 1024),
        'gzip': async () => assert.match(await text('gzip'), /Hello Ann/),
    };
    for (const [name, run] of Object.entries(cases)) await t.test(name, run);
});

test('broken UTF-8 is broken in its bytes', async () => {
    const {base} = await started;
    const answer = await fetch(`${base}/v1beta/models/force-broken-utf8:generateContent`, {method: 'POST',
        headers: {...KEY, 'content-type': 'application/json'}, body: JSON.stringify(request())});
    const bytes = await answer.arrayBuffer();
    assert.throws(() => new TextDecoder('utf-8', {fatal: true}).decode(bytes));
});

test('CONTINUATION: the token gets the other half', async () => {
    const double = await started;
    const one = (await double.post(request(), {model: 'continuation'})).body;
    const {finishReason, continuationToken} = one.candidates[0];
    assert.equal(finishReason, 'CONTINUATION');
    const two = (await double.post({...request(), continuationToken}, {model: 'continuation'})).body;
    assert.match(JSON.parse(written(one) + written(two)).body, /^Hello Ann/);
});

test('dropped calls end without an answer, half an answer breaks off', async () => {
    const double = await started;
    for (const model of ['drop', 'drop-mid', 'reset']) {
        await assert.rejects(double.post(request(), {model}), TypeError, model);
        const secure = await secureCall(secureSession(double), request(), model);
        assert.ok(secure.error !== undefined, model);
        assert.equal(secure.text.length > 0, model === 'drop-mid', model);
    }
});

test('reset ends one call of a connection and leaves the others', async () => {
    const session = secureSession(await started);
    const [lost, kept] = await Promise.all(
        [secureCall(session, about('Ann'), 'reset'), secureCall(session, about('Bo'), 'slow-50')]);
    assert.equal(lost.error.code, 'ERR_HTTP2_STREAM_ERROR');
    assert.deepEqual([kept.status, kept.error], [200, undefined]);
});

test('a slow answer comes no sooner than asked, and a call that hangs ends with its client', async () => {
    const double = await started;
    await double.reset();
    const begun = process.hrtime.bigint();
    await double.post(request(), {model: 'slow-80'});
    assert.ok(process.hrtime.bigint() - begun >= 79_000_000n);
    await assert.rejects(fetch(`${double.base}/v1beta/models/hang:generateContent`, {method: 'POST',
        headers: {...KEY, 'content-type': 'application/json'}, body: JSON.stringify(request()),
        signal: AbortSignal.timeout(100)}), {name: 'TimeoutError'});
    let stats;
    do stats = await double.stats(); while (stats.in_flight > 0);
    assert.deepEqual([stats.aborted, stats.by_status], [1, {200: 1, aborted: 1}]);
});

test('the header comes before the model, and an unknown fault is an error', async () => {
    const double = await started;
    const asked = fault => ({model: 'force-503', headers: {...KEY, 'x-double-fault': fault}});
    assert.equal((await double.post(request(), asked('force-500'))).status, 500);
    assert.match((await double.post(request(), asked('constructor'))).body.error.message, /knows no fault/);
});
