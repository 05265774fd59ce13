/* errors.test.mjs — the vendor's client understands every failure of the double, and its retries end as they should. */
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {ApiError} from '@google/genai';
import {client, question, running} from './sdk.mjs';

const double = await running();

/** The failure of asking `model`, as the client tells it. */
async function failure(model, {config, ...options} = {}) {
    const promise = client(double.base, options).models.generateContent(question(model, config));
    return promise.then(() => assert.fail(`${model} was answered`), error => error);
}

async function apiError(model, options) {
    const error = await failure(model, options);
    assert.ok(error instanceof ApiError, error.stack);
    return {status: error.status, error: JSON.parse(error.message).error};
}

test('status and body of each failure', async t => {
    const failures = {
        'force-400': [400, 'FAILED_PRECONDITION'], 'bad-key': [400, 'INVALID_ARGUMENT'], 'force-403': [403, 'PERMISSION_DENIED'],
        'force-404': [404, 'NOT_FOUND'], 'force-429': [429, 'RESOURCE_EXHAUSTED'], 'force-429-short': [429, 'RESOURCE_EXHAUSTED'],
        'force-429-daily': [429, 'RESOURCE_EXHAUSTED'], 'force-500': [500, 'INTERNAL'], 'force-503': [503, 'UNAVAILABLE'],
        'force-504': [504, 'DEADLINE_EXCEEDED'], 'gemini-0': [404, 'NOT_FOUND'],
    };
    for (const [model, [code, name]] of Object.entries(failures)) {
        await t.test(model, async () => {
            const {status, error} = await apiError(model);
            assert.deepEqual([status, error.code, error.status], [code, code, name]);
        });
    }
});

test('a 429 carries QuotaFailure and RetryInfo', async () => {
    const {error} = await apiError('force-429');
    const types = error.details.map(detail => detail['@type'].split('.').at(-1));
    assert.deepEqual(types, ['QuotaFailure', 'Help', 'RetryInfo']);
    assert.match(error.details[0].violations[0].quotaId, /PerMinute/);
    assert.match(error.message, /Please retry in 56\.\d+s\.$/);
    assert.match((await apiError('force-429-daily')).error.details[0].violations[0].quotaId, /PerDay/);
});

test('a page from a gateway becomes an error with its status', async () => {
    const {status, error} = await apiError('force-502');
    assert.deepEqual([status, error.code], [502, 502]);
    assert.match(error.message, /<html/);
});

test('a wrong key', async () => {
    const {status, error} = await apiError(undefined, {apiKey: 'wrong'});
    assert.deepEqual([status, error.details[0].reason], [400, 'API_KEY_INVALID']);
});

test('a request that the service refuses is refused', async t => {
    const refused = {
        'temperature': {temperature: 2.01}, 'schema without MIME type': {responseMimeType: undefined},
        'budget and level': {thinkingConfig: {thinkingBudget: 0, thinkingLevel: 'LOW'}},
        'wrong type': {maxOutputTokens: 'many'},
    };
    for (const [name, config] of Object.entries(refused)) {
        await t.test(name, async () => {
            const {status, error} = await apiError(undefined, {config});
            assert.deepEqual([status, error.status], [400, 'INVALID_ARGUMENT']);
        });
    }
});

test('a dropped connection is no ApiError', async () => {
    for (const model of ['drop', 'drop-mid', 'reset']) assert.ok(!(await failure(model) instanceof ApiError), model);
});

test('a slow answer runs into the timeout of the client, which the request told', async () => {
    await double.reset();
    assert.match((await failure('slow-60000', {timeout: 200})).message, /abort|timeout/i);
    assert.equal((await double.stats()).bodies_seen[0].headers['x-server-timeout'], '1');
});

const RETRIES = {retryOptions: {attempts: 3, initialDelay: 0.01, jitter: 0}};

test('503 twice, then the answer: three requests', async () => {
    await double.reset();
    const answer = await client(double.base, RETRIES).models.generateContent(question('force-503-twice'));
    assert.equal(answer.candidates[0].finishReason, 'STOP');
    const {requests, by_status: byStatus, repeats, duplicates} = await double.stats();
    assert.deepEqual([requests, byStatus, repeats, duplicates], [3, {200: 1, 503: 2}, 2, 0]);
});

test('503 for ever ends after the last attempt', async () => {
    await double.reset();
    await failure('force-503', RETRIES);
    assert.equal((await double.stats()).requests, 3);
});

test('without retryOptions there is one attempt', async () => {
    await double.reset();
    await failure('force-429-once');
    assert.equal((await double.stats()).requests, 1);
});
