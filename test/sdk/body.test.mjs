/* body.test.mjs — sdk_body.mjs prints exactly what the client sends: the pattern for the extension's own body. */
import {test} from 'node:test';
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {text} from 'node:stream/consumers';
import {fileURLToPath} from 'node:url';

const PROGRAM = fileURLToPath(new URL('sdk_body.mjs', import.meta.url));

async function body(input) {
    const child = spawn(process.execPath, [PROGRAM], {stdio: ['pipe', 'pipe', 'inherit']});
    child.stdin.end(JSON.stringify(input));
    const [[code], out] = await Promise.all([once(child, 'exit'), text(child.stdout)]);
    assert.equal(code, 0);
    return JSON.parse(out);
}

const RESPONSE = {
    responseMimeType: 'application/json',
    responseSchema: {type: 'OBJECT', properties: {subject: {type: 'STRING'}, body: {type: 'STRING'}},
        required: ['subject', 'body'], propertyOrdering: ['subject', 'body']},
};
const TEXTS = {
    contents: [{role: 'user', parts: [{text: 'Zeile "eins"\n\u2013 zwei'}]}],
    systemInstruction: {role: 'user', parts: [{text: 'Be brief.'}]},
};
const input = {system: 'Be brief.', user: 'Zeile "eins"\n\u2013 zwei', model: 'gemini-3.5-flash-lite', maxOutputTokens: 2048};

test('the smallest request', async () => {
    assert.deepEqual(await body(input), {...TEXTS, generationConfig: {...RESPONSE, maxOutputTokens: 2048}});
});

test('with the options that a user may have set', async () => {
    assert.deepEqual(await body({...input, temperature: 0.4, topP: 0.9, seed: 7, thinkingLevel: 'LOW'}), {...TEXTS,
        generationConfig: {...RESPONSE, maxOutputTokens: 2048, temperature: 0.4, topP: 0.9, seed: 7,
            thinkingConfig: {thinkingLevel: 'LOW'}}});
});
