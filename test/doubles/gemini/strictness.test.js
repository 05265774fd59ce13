/* strictness.test.js — what the double refuses, with the service's own bodies. */
'use strict';

const {test} = require('node:test');
const assert = require('node:assert/strict');
const {request, running} = require('./testing');

const started = running();

async function refused(value, options) {
    const {status, type, body} = await (await started).post(value, options);
    assert.equal(status, 400);
    assert.equal(type, 'application/json; charset=UTF-8');
    assert.equal(body.error.code, 400);
    assert.equal(body.error.status, 'INVALID_ARGUMENT');
    return body.error;
}

const accepted = async (value, options) => assert.equal((await (await started).post(value, options)).status, 200);

test('an unknown name at the top has no field in its violation', async () => {
    const description = 'Invalid JSON payload received. Unknown name "foo": Cannot find field.';
    assert.deepEqual(await refused({...request(), foo: 1}), {
        code: 400, message: description, status: 'INVALID_ARGUMENT',
        details: [{'@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{description}]}],
    });
});

test('unknown names further in are told with their snake_case paths, all at once', async () => {
    const value = request(undefined, {maxTokens: 5});
    value.contents[0].parts[0].cached = true;
    value.generationConfig.responseSchema.properties.body.additionalProperties = false;
    const {message, details} = await refused(value);
    assert.deepEqual(message.split('\n'), [
        'Invalid JSON payload received. Unknown name "cached" at \'contents[0].parts[0]\': Cannot find field.',
        'Invalid JSON payload received. Unknown name "additionalProperties" at '
            + "'generation_config.response_schema.properties[1].value': Cannot find field.",
        'Invalid JSON payload received. Unknown name "maxTokens" at \'generation_config\': Cannot find field.',
    ]);
    assert.equal(details[0].fieldViolations[2].field, 'generation_config');
});

test('camelCase and snake_case are the same request', async () => {
    const {contents, systemInstruction, generationConfig: config} = request();
    await accepted({contents, system_instruction: systemInstruction, generation_config: {
        max_output_tokens: 2048, response_mime_type: 'application/json',
        response_schema: {...config.responseSchema, propertyOrdering: undefined, property_ordering: ['subject', 'body']}}});
    await refused({contents, generation_config: {temperature: 3}});
});

test('values of the wrong type are refused', async t => {
    const wrong = {
        'a number as text': [{contents: [{parts: [{text: 7}]}]},
            "Invalid value at 'contents[0].parts[0].text' (TYPE_STRING), 7"],
        'a word as number': [request(undefined, {temperature: 'warm'}),
            'Invalid value at \'generation_config.temperature\' (TYPE_FLOAT), "warm"'],
        'a fraction as integer': [request(undefined, {maxOutputTokens: 10.5}),
            "Invalid value at 'generation_config.max_output_tokens' (TYPE_INT32), 10.5"],
        'a text as message': [{...request(), systemInstruction: 'be nice'}, "Invalid value at 'system_instruction' "
            + '(type.googleapis.com/google.ai.generativelanguage.v1beta.Content), "be nice"'],
        'an enum in lower case': [request(undefined, {thinkingConfig: {thinkingLevel: 'low'}}), "Invalid value at "
            + "'generation_config.thinking_config.thinking_level' (type.googleapis.com/"
            + 'google.ai.generativelanguage.v1beta.ThinkingConfig.ThinkingLevel), "low"'],
        'a list for one': [{...request(), generationConfig: []}, 'Invalid JSON payload received. Unknown name '
            + '"generationConfig": Proto field is not repeating, cannot start list.'],
        'one for a list': [{contents: {parts: [{text: 'x'}]}}, "Invalid value at 'contents' (repeated), "
            + 'Starting an object on a scalar field'],
    };
    for (const [name, [value, message]] of Object.entries(wrong)) {
        await t.test(name, async () => assert.equal((await refused(value)).message, message));
    }
});

test('numbers may be texts, and null is no value', async () => {
    await accepted(request(undefined, {maxOutputTokens: '1024', temperature: null, seed: 7}));
});

test('what is not JSON, or not said to be, is refused', async () => {
    assert.match((await refused('{"contents":')).message, /^Invalid JSON payload received\. /);
    assert.match((await refused('[]')).message, /^Invalid value at ''/);
    const form = {'content-type': 'application/x-www-form-urlencoded', 'x-goog-api-key': 'test-key'};
    assert.match((await refused(request(), {headers: form})).message, /Cannot bind query parameter/);
    await accepted(request(), {headers: {'content-type': 'application/json; charset=utf-8', 'x-goog-api-key': 'test-key'}});
});

test('the key travels in its header only', async () => {
    const double = await started;
    const missing = await double.post(request(), {headers: {}});
    assert.equal(missing.status, 403);
    assert.equal(missing.body.error.status, 'PERMISSION_DENIED');
    assert.match(missing.body.error.message, /^Method doesn't allow unregistered callers/);
    const {message, details} = await refused(request(), {headers: {'x-goog-api-key': 'nonsense'}});
    assert.equal(message, 'API key not valid. Please pass a valid API key.');
    assert.deepEqual(details[0], {'@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID',
        domain: 'googleapis.com', metadata: {service: 'generativelanguage.googleapis.com'}});
    assert.match((await refused(request(), {query: '?key=test-key'})).message, /x-goog-api-key/);
    assert.ok(!JSON.stringify(await double.stats()).includes('test-key'));
});

test('values out of range and settings that exclude each other are refused', async t => {
    const schema = request().generationConfig.responseSchema;
    const broken = {
        'temperature': [{temperature: 2.01}, /temperature must be in the range/],
        'no output tokens': [{maxOutputTokens: 0}, /max_output_tokens/],
        'budget and level': [{thinkingConfig: {thinkingBudget: 0, thinkingLevel: 'LOW'}}, /only one of thinking/],
        'schema without MIME type': [{responseMimeType: undefined}, /response_schema: only allowed when/],
        'both kinds of schema': [{responseJsonSchema: {type: 'object'}}, /mutually exclusive/],
        'unknown MIME type': [{responseMimeType: 'text/markdown'}, /allowed mimetypes are/],
        'required but not defined': [{responseSchema: {...schema, required: ['title']}}, /required\[0\]: property is not/],
        'ordering not defined': [{responseSchema: {...schema, propertyOrdering: ['title']}}, /property_ordering\[0\]/],
        'object without properties': [{responseSchema: {type: 'OBJECT'}}, /should be non-empty for OBJECT/],
        'candidates': [{candidateCount: 2}, /candidate_count/],
    };
    for (const [name, [config, message]] of Object.entries(broken)) {
        await t.test(name, async () => assert.match((await refused(request(undefined, config))).message, message));
    }
});

test('each generation takes its own way of thinking', async () => {
    const level = name => request(undefined, {thinkingConfig: {thinkingLevel: name}});
    const budget = request(undefined, {thinkingConfig: {thinkingBudget: 128}});
    await accepted(level('MINIMAL'));
    await accepted(level('LOW'), {model: 'gemini-3.8-flash'});
    await accepted(budget, {model: 'gemini-2.5-flash'});
    assert.match((await refused(level('MINIMAL'), {model: 'gemini-3.8-flash'})).message, /MINIMAL is not supported/);
    assert.match((await refused(level('LOW'), {model: 'gemini-2.5-flash'})).message, /not supported for this model/);
    assert.match((await refused(budget, {model: 'gemini-4-argon'})).message, /not supported for this model/);
});

test('contents must say something, in a known role', async () => {
    assert.equal((await refused({})).message, '* GenerateContentRequest.contents: contents is not specified\n');
    assert.match((await refused({contents: [{role: 'user', parts: []}]})).message, /must not be empty/);
    assert.match((await refused({contents: [{role: 'user', parts: [{}]}]})).message, /oneof field 'data'/);
    assert.match((await refused({contents: [{role: 'system', parts: [{text: 'x'}]}]})).message, /valid role: user, model/);
});

test('an unknown model or path is not found', async () => {
    const double = await started;
    for (const version of ['v1beta', 'v1']) {
        const {status, body} = await double.post(request(), {model: 'gemini-0', version});
        assert.equal(status, 404);
        assert.deepEqual(body.error, {code: 404, status: 'NOT_FOUND', message: `models/gemini-0 is not found for API version `
            + `${version}, or is not supported for generateContent. Call ListModels to see the list of available models `
            + 'and their supported methods.'});
    }
    assert.equal((await double.post(request(), {version: 'v2'})).status, 404);
    assert.equal((await double.post(request(), {method: 'generateText'})).status, 404);
    assert.equal((await fetch(`${double.base}/v1beta/models/gemini-3.8-flash:generateContent`)).status, 403);
});

test('a wrong request is refused before any fault', async () => {
    await refused({...request(), foo: 1}, {model: 'force-503'});
});
