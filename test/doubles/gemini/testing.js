/* testing.js — what the double's own tests share: a running double, a right request, and a way to send it. */
'use strict';

const {after} = require('node:test');
const http2 = require('node:http2');
const fs = require('node:fs');
const {start} = require('./server');

const MODEL = 'gemini-3.5-flash-lite';
const KEY = {'x-goog-api-key': 'test-key'};

/** The user's text in the layout of the extension's prompts. */
function userText(data, {goal = 'Welcome the new lead', nonce = '7f3a9c01'} = {}) {
    return `GOAL: ${goal}\nMAX: subject 60 characters, body 90 words\n<data-${nonce}>\n${JSON.stringify(data)}\n`
        + `</data-${nonce}>\nWrite the message for GOAL now.`;
}

/** A request that the service takes. */
function request(text = userText({first_name: 'Ann'}), config = {}) {
    return {
        contents: [{role: 'user', parts: [{text}]}],
        systemInstruction: {role: 'user', parts: [{text: 'You write one short email message in en for Nord.'}]},
        generationConfig: {
            maxOutputTokens: 2048, responseMimeType: 'application/json',
            responseSchema: {type: 'OBJECT', properties: {subject: {type: 'STRING'}, body: {type: 'STRING'}},
                required: ['subject', 'body'], propertyOrdering: ['subject', 'body']},
            ...config,
        },
    };
}

/** Starts a double that ends with the test file; post() sends to it over HTTP/1.1. */
async function running(options) {
    const double = await start(options);
    after(() => double.close());
    const base = `http://127.0.0.1:${double.port}`;
    const json = (path, value) => fetch(base + path,
        value === undefined ? {} : {method: 'POST', body: JSON.stringify(value)}).then(answer => answer.json());
    return {
        ...double, base,
        /** {status, body} of a generateContent call; options: model, headers, path, version. */
        async post(value, {model = MODEL, headers = KEY, version = 'v1beta', method = 'generateContent', query = ''} = {}) {
            const answer = await fetch(`${base}/${version}/models/${model}:${method}${query}`, {method: 'POST',
                headers: {'content-type': 'application/json', ...headers},
                body: typeof value === 'string' ? value : JSON.stringify(value)});
            const text = await answer.text();
            const isJson = answer.headers.get('content-type').startsWith('application/json') && text.startsWith('{');
            return {status: answer.status, type: answer.headers.get('content-type'), text,
                body: isJson ? JSON.parse(text) : undefined};
        },
        settings: value => json('/double/settings', value),
        stats: () => json('/double/stats'),
        reset: () => json('/double/reset', {}),
    };
}

/** A client session with HTTP/2 over TLS that trusts only the double's own authority. */
function secureSession({tlsPort, ca}) {
    const session = http2.connect(`https://127.0.0.1:${tlsPort}`, {ca: fs.readFileSync(ca), family: 4});
    session.on('error', () => {});  // each test looks at its own call
    after(() => session.destroy());
    return session;
}

/** {status, text, error} of one call on such a session; an answer that is not whole has an error. */
function secureCall(session, value, model = MODEL) {
    return new Promise(resolve => {
        const stream = session.request({...KEY, ':method': 'POST', ':path': `/v1beta/models/${model}:generateContent`,
            'content-type': 'application/json'});
        const chunks = [];
        let head = {};
        let failure;
        stream.on('response', headers => { head = headers; });
        stream.on('data', chunk => chunks.push(chunk));
        stream.on('error', error => { failure = error; });
        stream.on('close', () => {
            const bytes = Buffer.concat(chunks);  // Node closes a stream whose connection breaks without an error
            if (bytes.length !== Number(head['content-length'])) failure ??= new Error('broken off');
            resolve({status: head[':status'], text: bytes.toString(), error: failure});
        });
        stream.end(JSON.stringify(value));
    });
}

/** What the model wrote, of a good response. */
const written = body => body.candidates[0].content.parts.filter(part => !part.thought).map(part => part.text ?? '').join('');

module.exports = {KEY, MODEL, request, running, secureCall, secureSession, userText, written};
