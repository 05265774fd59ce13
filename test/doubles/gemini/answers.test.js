/* answers.test.js — the good answer: useful, harmless, the same for the same prompt, and its tokens add up. */
'use strict';

const {test} = require('node:test');
const assert = require('node:assert/strict');
const {request, running, userText, written} = require('./testing');

const started = running();

async function mail(text, config, options) {
    const {status, body} = await (await started).post(request(text, config), options);
    assert.equal(status, 200);
    assert.equal(body.candidates[0].finishReason, 'STOP');
    return JSON.parse(written(body));
}

test('greets by the first name of the data and speaks of the goal', async () => {
    const {subject, body} = await mail(userText({first_name: 'Ann'}));
    assert.equal(subject, 'Thank you for getting in touch');
    assert.match(body, /^Hello Ann,\n\n.*(interest|welcome)/);
    assert.match((await mail(userText({first_name: 'Bo'}, {goal: 'Remind of the booking'}))).body, /^Hello Bo,.*reminder/s);
    assert.match((await mail(userText({lead: {first_name: 'Zoë'}}))).body, /^Hello Zoë,/);
});

test('each goal has a subject of its own', async () => {
    const goals = {
        'Welcome this new contact, thank them for their interest and invite them to reply.': 'Thank you for getting in touch',
        'Get back in touch after a while of silence, without reproach.': 'Just checking in',
        'Answer the message they sent; someone will get back to them.': 'Thank you for your message',
        'Their booking was cancelled: say so kindly.': 'About your cancelled booking',
        'They missed their booking: say kindly that they were missed.': 'We missed you',
        'Remind them of their booking: what, when and where.': 'A reminder of your booking',
        'Confirm their booking: what, when and where.': 'Your booking',
        'Thank them for coming and ask for a few words of feedback.': 'How was it?',
        'Follow up with this contact in a friendly way.': 'A short note for you',
    };
    for (const [goal, subject] of Object.entries(goals)) {
        assert.equal((await mail(userText({first_name: 'Ann'}, {goal}))).subject, subject, goal);
    }
});

test('the same prompt gets the same words, also with another nonce', async () => {
    const one = await mail(userText({first_name: 'Ann'}, {nonce: '00000001'}));
    assert.deepEqual(await mail(userText({first_name: 'Ann'}, {nonce: 'ffffffff'})), one);
});

test('no number, link or placeholder gets in, whatever the prompt holds', async () => {
    for (const name of ['https://evil.example', 'Ann 50% off', '{{name}}', '', 7, null, 'x'.repeat(100)]) {
        for (const goal of ['Pay 100 at http://a.example', 'Welcome', 'Ask for a review', 'Cancel', 'Silent for 30 days', '']) {
            const text = JSON.stringify(await mail(userText({first_name: name}, {goal})));
            assert.doesNotMatch(text, /\d|https?:|www\.|[{}]{2}|%|@/);
            assert.match(text, /"body":"Hello,/);
        }
    }
});

test('a prompt without data, and data that is no JSON, still get an answer', async () => {
    assert.match((await mail('Write something')).body, /^Hello,/);
    assert.match((await mail('<data-ab12>\n{"first_name":\n</data-ab12>')).body, /^Hello,/);
});

test('a text message is one paragraph', async () => {
    for (const system of ['You write one short sms message.', 'Write no email addresses.\nChannel: whatsapp. Write in English.']) {
        const value = request();
        value.systemInstruction.parts[0].text = system;
        const {body} = await (await started).post(value);
        assert.doesNotMatch(JSON.parse(written(body)).body, /\n/);
    }
});

test('properties come in the asked order, and text/plain is plain', async () => {
    const schema = {type: 'OBJECT', properties: {body: {type: 'STRING'}, subject: {type: 'STRING'}, done: {type: 'BOOLEAN'}},
        propertyOrdering: ['subject', 'done', 'body']};
    assert.deepEqual(Object.keys(await mail(undefined, {responseSchema: schema})), ['subject', 'done', 'body']);
    const {body} = await (await started).post(request(undefined, {responseMimeType: undefined, responseSchema: undefined}));
    assert.match(written(body), /^Thank you for getting in touch\n\nHello Ann,/);
});

test('tokens add up, thoughts are counted apart, and every response has an id and its model', async () => {
    const double = await started;
    const lite = (await double.post(request())).body;
    const {promptTokenCount, candidatesTokenCount, totalTokenCount} = lite.usageMetadata;
    assert.ok(promptTokenCount > 0 && candidatesTokenCount > 0);
    assert.equal(totalTokenCount, promptTokenCount + candidatesTokenCount);
    assert.equal(lite.usageMetadata.promptTokensDetails[0].tokenCount, promptTokenCount);
    assert.ok(!('thoughtsTokenCount' in lite.usageMetadata));
    const {usageMetadata: usage, modelVersion, responseId} = (await double.post(request(), {model: 'gemini-3.8-flash'})).body;
    assert.ok(usage.thoughtsTokenCount > 0);
    assert.equal(usage.totalTokenCount, usage.promptTokenCount + usage.candidatesTokenCount + usage.thoughtsTokenCount);
    assert.equal(modelVersion, 'gemini-3.8-flash');
    assert.notEqual(responseId, lite.responseId);
});

test('thoughts eat up a small maxOutputTokens: MAX_TOKENS and no parts', async () => {
    const {body} = await (await started).post(request(undefined, {maxOutputTokens: 50}), {model: 'gemini-3.8-flash'});
    assert.deepEqual(body.candidates, [{content: {role: 'model'}, finishReason: 'MAX_TOKENS', index: 0}]);
    assert.equal(body.usageMetadata.thoughtsTokenCount, 50);
});

test('countTokens, the list of models and one model', async () => {
    const double = await started;
    const {body} = await double.post({contents: request().contents}, {method: 'countTokens'});
    assert.ok(body.totalTokens > 0);
    const get = path => fetch(double.base + path, {headers: {'x-goog-api-key': 'test-key'}}).then(answer => answer.json());
    const {models} = await get('/v1beta/models?pageSize=50');
    assert.ok(models.some(model => model.name === 'models/gemini-3.5-flash-lite'));
    assert.equal((await get('/v1/models/gemini-3.8-flash')).outputTokenLimit, 65536);
    assert.equal((await get('/v1/models/gemini-0')).error.code, 404);
});
