/* login.test.js — who gets in: company, user, password, token, and how often one may ask. */
'use strict';

const {before, test} = require('node:test');
const assert = require('node:assert/strict');
const {running} = require('./testing');

const starting = running();
let double;
before(async () => { double = await starting; });

const code = answer => answer.error?.code;

test('a right login gets a token, each wrong part its own error', async () => {
    assert.match((await double.login('salon', 'api', 'secret-word')).result, /^[0-9a-f]{64}$/);
    assert.equal(code(await double.login('Salon', 'api', 'secret-word')), -33001);
    assert.equal(code(await double.login('other', 'api', 'secret-word')), -33001);
    assert.equal(code(await double.login('salon', 'api', 'wrong')), -33003);
    assert.equal(code(await double.login('salon', 'nobody', 'secret-word')), -33003);
    assert.equal(code(await double.login('salon', 'api')), -32010);
    await double.control('settings', {blocked: true});
    assert.equal(code(await double.login('salon', 'api', 'secret-word')), -33004);
    await double.control('settings', {blocked: false});
});

test('what is no JSON-RPC 2.0 is refused', async () => {
    const call = {jsonrpc: '2.0', method: 'getUserToken', params: ['salon', 'api', 'secret-word'], id: 1};
    const of = async (changes, headers) => code(await double.post('/login', JSON.stringify({...call, ...changes}), headers));
    assert.equal(await of({}), undefined);
    assert.equal(await of({jsonrpc: '1.0'}), -32600);
    assert.equal(await of({more: 1}), -32600);
    assert.equal(await of({params: {}}), -32011);
    assert.equal(await of({method: 'getToken'}), -32601);
    assert.equal(await of({}, {'content-type': 'text/plain'}), -32700);
    assert.equal((await double.post('/nowhere', '{}')).status, 404);
    assert.equal((await fetch(`${double.base}/login`)).status, 404);
});

test('both headers are needed, the public one is none of them', async () => {
    const filter = [{booking_type: 'all'}];
    assert.deepEqual((await double.admin('getBookings', filter)).result, []);
    for (const headers of [{'x-company-login': 'other'}, {'x-user-token': 'made up'}, {'x-token': 'x'}]) {
        assert.equal((await double.admin('getBookings', filter, headers)).error.message, 'Access Denied');
    }
});

test('a token expires, by its age or on demand', async () => {
    const {result: token} = await double.login('salon', 'api', 'secret-word');
    const ask = () => double.rpc('/admin', 'getBookings', [{}], {'x-company-login': 'salon', 'x-user-token': token});
    assert.deepEqual((await ask()).result, []);
    await double.control('expire');
    assert.equal((await ask()).error.message, 'Access Denied');
    await double.control('settings', {token_life_ms: 0});
    assert.equal((await double.admin('getBookings', [{}])).error.message, 'Access Denied');
    await double.control('settings', {token_life_ms: 3600000});
});

test('whoever hurries gets a 403, and the clock starts anew', async () => {
    const paced = await running({paced: true});
    paced.double.settings.min_interval_ms = 150;
    assert.equal((await paced.login('salon', 'api', 'secret-word')).status, 200);
    assert.equal((await paced.login('salon', 'api', 'secret-word')).status, 403);
    await new Promise(resolve => setTimeout(resolve, 200));
    assert.equal((await paced.login('salon', 'api', 'secret-word')).status, 200);
    const {outcomes, requests, shortest_gap_ms: gap} = await paced.stats();
    assert.deepEqual([outcomes, requests, gap < 150], [{ok: 2, 'HTTP 403': 1}, 3, true]);
});
