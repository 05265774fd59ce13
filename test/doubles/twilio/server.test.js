/* server.test.js — what the Twilio double takes, what it refuses, and its faults. */
'use strict';

const {before, beforeEach, test} = require('node:test');
const assert = require('node:assert/strict');
const kind = require('./server');
const {running} = require('../web/testing');

const {account, password} = kind.options;
const starting = running(kind);
let double;
before(async () => { double = await starting; });
beforeEach(() => double.control('reset'));

const PATH = `/2010-04-01/Accounts/${account}/Messages.json`;
const FORM = 'To=%2B4930123456&From=%2B14155550100&Body=Hello%20Ann';
const HEADERS = {'content-type': 'application/x-www-form-urlencoded',
    'authorization': `Basic ${Buffer.from(`${account}:${password}`).toString('base64')}`};
const post = (body = FORM, headers = {}, path = PATH) => double.post(path, body, {...HEADERS, ...headers});
const code = async (...args) => (await post(...args)).value.code;

test('a right form is taken', async () => {
    const {status, value} = await post();
    assert.deepEqual([status, value.status, value.error_code], [201, 'queued', null]);
    assert.match(value.sid, /^SM[0-9a-f]{32}$/);
    const {taken, messages} = await double.stats();
    assert.deepEqual([taken, messages[0].To, messages[0].Body], [1, '+4930123456', 'Hello Ann']);
});

test('who may not send is told so', async () => {
    assert.equal(await code(FORM, {authorization: 'Basic eDp5'}), 20003);
    assert.equal(await code(FORM, {}, PATH.replace('AC', 'AD')), 20404);
    assert.equal((await double.stats()).taken, 0);
});

test('a field too many, twice or not encoded is refused', async () => {
    for (const more of ['&MediaUrl=x', '&To=%2B15550001', '&Body', '&=', '&ValidityPeriod=0', '&ValidityPeriod=1=2', '+', '"', '%0a']) {
        assert.notEqual((await post(FORM + more)).status, 201, more);
    }
    assert.equal(await code(FORM, {'content-type': 'application/json'}), 20001);
});

test('each wrong field has its code', async () => {
    assert.equal(await code('To=030&From=%2B14155550100&Body=x'), 21211);
    assert.equal(await code('To=%2B4930123456&Body=x'), 21603);
    assert.equal(await code('To=%2B4930123456&From=%2B14155550100&Body=%20'), 21602);
    assert.equal(await code(`To=%2B4930123456&From=%2B14155550100&Body=${'x'.repeat(1601)}`), 21617);
    assert.equal((await double.stats()).refused.length, 4);
});

test('faults come on command, as often as asked for, to right messages only', async () => {
    await double.control('settings', {fault: 'code', status: 429, code: 20429, fault_limit: 1, retry_after: 7});
    assert.equal(await code('To=030&From=%2B14155550100&Body=x'), 21211);
    const {status, value, headers} = await post();
    assert.deepEqual([status, value.code, headers.get('retry-after')], [429, 20429, '7']);
    assert.equal((await post()).status, 201);
    assert.equal((await double.stats()).taken, 1);
});

test('what is dropped afterwards was taken', async () => {
    await double.control('settings', {fault: 'drop-after', fault_limit: 1});
    await assert.rejects(post());
    await double.control('settings', {fault: 'drop', fault_limit: 1});
    await assert.rejects(post());
    await post();
    const {taken, repeated} = await double.stats();
    assert.deepEqual([taken, repeated.length], [2, 1]);
});

test('an unknown setting is refused', async () => {
    assert.match((await double.control('settings', {falt: 'drop'})).error, /unknown setting/);
    assert.match((await double.control('settings', {fault: 'explode'})).error, /must be/);
});
