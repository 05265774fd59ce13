/* answers.test.mjs — the vendor's client reads every answer of the double with status 200. */
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {BlockedReason, FinishReason} from '@google/genai';
import {MODEL, USER, client, question, running} from './sdk.mjs';

const double = await running();
const {models} = client(double.base);
const ask = (model, config) => models.generateContent(question(model, config));

test('a good answer: text, finish reason, usage, model, id', async () => {
    const answer = await ask();
    const {subject, body} = JSON.parse(answer.text);
    assert.equal(subject, 'Thank you for getting in touch');
    assert.match(body, /^Hello Ann,/);
    assert.equal(answer.candidates[0].finishReason, FinishReason.STOP);
    const {promptTokenCount, candidatesTokenCount, totalTokenCount} = answer.usageMetadata;
    assert.ok(promptTokenCount > 0 && candidatesTokenCount > 0);
    assert.equal(totalTokenCount, promptTokenCount + candidatesTokenCount);
    assert.equal(answer.modelVersion, MODEL);
    assert.ok(answer.responseId.length > 0);
});

test('both API versions, and every setting that the client can write', async () => {
    for (const apiVersion of ['v1beta', 'v1']) {
        const answer = await client(double.base, {apiVersion}).models.generateContent(question(MODEL, {
            temperature: 0.4, topP: 0.9, topK: 40, seed: 7, stopSequences: ['X'], presencePenalty: 0.1, frequencyPenalty: 0.1,
            responseLogprobs: false, labels: {team: 'crm'}, thinkingConfig: {thinkingLevel: 'LOW', includeThoughts: false},
            safetySettings: [{category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_ONLY_HIGH'}],
        }));
        assert.ok(answer.text.length > 0);
        assert.ok(answer.usageMetadata.thoughtsTokenCount > 0);
    }
});

test('a blocked prompt has no candidates and no text', async () => {
    const answer = await ask('force-blocked');
    assert.equal(answer.promptFeedback.blockReason, BlockedReason.PROHIBITED_CONTENT);
    assert.equal(answer.candidates, undefined);
    assert.equal(answer.text, undefined);
});

test('MAX_TOKENS with a candidate without parts', async () => {
    const answer = await ask('force-max-tokens');
    assert.equal(answer.candidates[0].finishReason, FinishReason.MAX_TOKENS);
    assert.equal(answer.text, undefined);
    assert.equal(answer.usageMetadata.thoughtsTokenCount, 2048);
    const thought = await ask('gemini-3.8-flash', {maxOutputTokens: 40});
    assert.equal(thought.candidates[0].finishReason, FinishReason.MAX_TOKENS);
});

test('MAX_TOKENS once, then the whole text', async () => {
    const reasons = [];
    for (let i = 0; i < 2; i++) reasons.push((await ask('force-max-tokens-once')).candidates[0].finishReason);
    assert.deepEqual(reasons, ['MAX_TOKENS', 'STOP']);
});

test('every finish reason that the client knows', async () => {
    for (const reason of Object.values(FinishReason)) {
        // CONTINUATION makes the client ask again for ever; it has a test of its own
        if (reason === FinishReason.CONTINUATION) continue;
        const answer = await ask(`finish-${reason.toLowerCase().replaceAll('_', '-')}`);
        assert.equal(answer.candidates[0].finishReason, reason);
        assert.equal(answer.text, undefined);
    }
    assert.equal((await ask('force-safety')).candidates[0].safetyRatings.at(-1).blocked, true);
});

test('CONTINUATION: the client asks for the rest by itself', async () => {
    await double.reset();
    const answer = await ask('continuation');
    assert.equal((await double.stats()).requests, 2);
    assert.equal(answer.candidates[0].finishReason, FinishReason.STOP);
    assert.match(JSON.parse(answer.text).body, /^Hello Ann/);
});

test('thoughts are not part of the text', async () => {
    const answer = await ask('force-thoughts');
    assert.equal(answer.candidates[0].content.parts[0].thought, true);
    assert.match(JSON.parse(answer.text).body, /^Hello Ann/);
});

test('texts that are not what was asked for arrive as they are', async () => {
    assert.match((await ask('force-non-json')).text, /^Sure! /);
    assert.deepEqual(Object.keys(JSON.parse((await ask('force-missing-body')).text)), ['subject']);
    assert.match((await ask('force-injected')).text, /https:/);
    assert.match((await ask('force-broken-utf8')).text, /\ufffd/);
    assert.ok((await ask('force-huge')).text.length > 10 * 1024 * 1024);
    assert.match((await ask('gzip')).text, /Hello Ann/);
});

test('no candidates, empty candidates, nothing at all', async () => {
    for (const model of ['no-candidates', 'empty-candidates', 'empty-object']) {
        assert.equal((await ask(model)).text, undefined);
    }
});

test('countTokens, list and get', async () => {
    assert.ok((await models.countTokens({model: MODEL, contents: USER})).totalTokens > 0);
    const names = [];
    for await (const model of await models.list()) names.push(model.name);
    assert.ok(names.includes(`models/${MODEL}`));
    assert.equal((await models.get({model: 'gemini-3.8-flash'})).outputTokenLimit, 65536);
});
