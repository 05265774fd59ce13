/* sdk.mjs — what the tests here share: a double, and the vendor's client that talks to it.
 *
 * The double runs in this process over plain HTTP; tls.test.mjs starts one of its own.
 */
import {after} from 'node:test';
import {GoogleGenAI, Type} from '@google/genai';
import doubles from '../doubles/gemini/server.js';

export const MODEL = 'gemini-3.5-flash-lite';

/** The answer that a follow-up asks for. */
export const SCHEMA = {
    type: Type.OBJECT, properties: {subject: {type: Type.STRING}, body: {type: Type.STRING}},
    required: ['subject', 'body'], propertyOrdering: ['subject', 'body'],
};

export const USER = 'GOAL: Welcome the new lead\nMAX: subject 60 characters, body 90 words\n<data-7f3a9c01>\n'
    + '{"first_name":"Ann"}\n</data-7f3a9c01>\nWrite the message for GOAL now.';

/** A client as an application would make it. */
export function client(baseUrl, {apiKey = 'test-key', apiVersion = 'v1beta', ...httpOptions} = {}) {
    return new GoogleGenAI({apiKey, apiVersion, httpOptions: {baseUrl, timeout: 10000, ...httpOptions}});
}

/** What an application would ask for a message; `config` adds to it. */
export const question = (model = MODEL, config = {}) => ({
    model, contents: USER,
    config: {systemInstruction: 'You write one short email message in en for Nord.', responseMimeType: 'application/json',
        responseSchema: SCHEMA, maxOutputTokens: 2048, ...config},
});

/** Starts a double that ends with the test file: {base, stats(), settings(value), reset()}. */
export async function running(options) {
    const double = await doubles.start(options);
    after(() => double.close());
    const base = `http://127.0.0.1:${double.port}`;
    const post = (path, value) => fetch(base + path, {method: 'POST', body: JSON.stringify(value)});
    return {
        base, ...double,
        stats: async () => (await fetch(`${base}/double/stats`)).json(),
        settings: value => post('/double/settings', value),
        reset: () => post('/double/reset', {}),
    };
}
