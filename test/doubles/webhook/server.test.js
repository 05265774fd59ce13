/* server.test.js — what the receiver of webhooks takes and what it refuses. */
'use strict';

const crypto = require('node:crypto');
const {before, beforeEach, test} = require('node:test');
const assert = require('node:assert/strict');
const kind = require('./server');
const {running} = require('../web/testing');

const starting = running(kind);
let double;
before(async () => { double = await starting; });
beforeEach(() => double.control('reset'));

const KEY = '0b7f3f4e-6a0e-4e0f-8a51-3d2b8f2f3c11';
const MESSAGE = {id: 1, event: 'new_lead', channel: 'webhook', recipient: '7', subject: null, body: 'Hello', lead_id: 7, automation_id: 3,
    booking_id: null, tenant: '', written_at: '2026-12-01T10:00:00+00:00'};
const now = () => Math.floor(Date.now() / 1000);
const sign = (body, t = now(), secret = kind.options.secret) =>
    `t=${t},v1=${crypto.createHmac('sha256', secret).update(`${t}.${body}`).digest('hex')}`;
const signStandard = (body, {id = KEY, t = now(), key = kind.options.secret} = {}) =>
    `v1,${crypto.createHmac('sha256', key).update(`${id}.${t}.${body}`).digest('base64')}`;
const post = (message = MESSAGE, headers = {}, path = '/in') => {
    const body = JSON.stringify(message);
    return double.post(path, body, {'content-type': 'application/json', 'idempotency-key': KEY, 'x-automation-delivery': KEY,
        'webhook-id': KEY, 'webhook-timestamp': now(), 'webhook-signature': signStandard(body), 'x-automation-signature': sign(body), ...headers});
};
const status = async (...args) => (await post(...args)).status;

test('a signed message is taken, again and again', async () => {
    assert.equal(await status(), 204);
    assert.equal(await status(), 204);
    const {taken, repeated} = await double.stats();
    assert.deepEqual([taken, repeated], [2, [KEY]]);
});

test('a signature must fit, be fresh and be there', async () => {
    const body = JSON.stringify(MESSAGE);
    for (const signature of ['', 't=1', sign(body + ' '), sign(body, now(), 'other'), sign(body, now() - 301), sign(body, now() + 400)]) {
        assert.equal(await status(MESSAGE, {'x-automation-signature': signature}), 403, signature);
    }
});

test('the standard signature must fit, be fresh and be there', async () => {
    const body = JSON.stringify(MESSAGE);
    for (const signature of ['', 'v1,', signStandard(body + ' '), signStandard(body, {key: 'other'}), signStandard(body, {id: 'other'}),
        signStandard(body, {t: now() - 1}), signStandard(body).slice(3)]) {
        assert.equal(await status(MESSAGE, {'webhook-signature': signature}), 403, signature);
    }
    for (const t of [now() - 301, now() + 400, 'now']) {
        assert.equal(await status(MESSAGE, {'webhook-timestamp': t, 'webhook-signature': signStandard(body, {t})}), 403, t);
    }
});

test('a key must be there, three times the same', async () => {
    assert.equal(await status(MESSAGE, {'idempotency-key': 'x'}), 400);
    assert.equal(await status(MESSAGE, {'x-automation-delivery': KEY.replace('0', '1')}), 400);
    assert.equal(await status(MESSAGE, {'webhook-id': KEY.replace('0', '1')}), 400);
});

test('a message has exactly its keys', async () => {
    for (const changes of [{more: 1}, {id: '1'}, {body: null}, {lead_id: null}, {written_at: 'today'}]) {
        assert.equal(await status({...MESSAGE, ...changes}), 422, JSON.stringify(changes));
    }
    const {subject, ...less} = MESSAGE;
    assert.equal(subject, null);
    assert.equal(await status(less), 422);
    assert.equal(await status(MESSAGE, {}, '/other'), 404);
});
