/* server.test.js — what the WhatsApp double takes and what it refuses. */
'use strict';

const {before, beforeEach, test} = require('node:test');
const assert = require('node:assert/strict');
const kind = require('./server');
const {running} = require('../web/testing');

const starting = running(kind);
let double;
before(async () => { double = await starting; });
beforeEach(() => double.control('reset'));

const AROUND = {messaging_product: 'whatsapp', recipient_type: 'individual', to: '+4930123456', biz_opaque_callback_data: 'key'};
const TEXT = {...AROUND, type: 'text', text: {preview_url: false, body: 'Hello'}};
const PARAMETERS = [{type: 'text', text: 'Ann'}, {type: 'text', text: 'See you'}];
const template = (changes = {}, parameters = PARAMETERS) => ({...AROUND, type: 'template', template: {name: 'follow_up',
    language: {code: 'de'}, components: [{type: 'body', parameters}], ...changes}});
const post = (message, headers = {}, path = '/v23.0/1055512345/messages') => double.post(path, JSON.stringify(message),
    {'content-type': 'application/json', 'authorization': `Bearer ${kind.options.token}`, ...headers});
const code = async (...args) => (await post(...args)).value.error?.code;

test('a text and the approved template are taken', async () => {
    for (const message of [TEXT, template()]) {
        const {status, value} = await post(message);
        assert.equal(status, 200, JSON.stringify(value));
        assert.match(value.messages[0].id, /^wamid\./);
    }
    assert.deepEqual((await double.stats()).messages.map(({type, key}) => [type, key]), [['text', 'key'], ['template', 'key']]);
});

test('who may not send is told so', async () => {
    assert.equal(await code(TEXT, {authorization: 'Bearer x'}), 190);
    assert.equal((await post(TEXT, {}, '/v23.0/99/messages')).value.error.error_subcode, 33);
});

test('a key too many or too few is refused', async () => {
    assert.equal(await code({...TEXT, more: 1}), 100);
    assert.equal(await code({...TEXT, text: {body: 'x'}}), 100);
    assert.equal(await code({...TEXT, text: {preview_url: false, body: 'x'.repeat(4097)}}), 100);
    assert.equal(await code({...TEXT, to: '030'}), 131009);
    assert.equal(await code({...TEXT, type: 'image'}), 131051);
});

test('a template is approved by name, language and number of parameters', async () => {
    assert.equal(await code(template({name: 'other'})), 132001);
    assert.equal(await code(template({language: {code: 'fr'}})), 132001);
    assert.equal(await code(template({}, PARAMETERS.slice(1))), 132000);
    for (const text of ['', 'a\nb', 'a\tb', 'a    b', 'x'.repeat(1025)]) {
        assert.equal(await code(template({}, [PARAMETERS[0], {type: 'text', text}])), 132012, JSON.stringify(text));
    }
});

test('faults carry the code they are asked for', async () => {
    await double.control('settings', {fault: 'code', status: 400, code: 131047});
    assert.equal(await code(TEXT), 131047);
});
