/* testing.js — what the tests of these doubles share: a running one, and a way to post to it. */
'use strict';

const {after} = require('node:test');
const {start} = require('./server');

/** Starts a double that ends with the test file. */
async function running(kind, options) {
    const starting = start(kind, options);
    after(async () => (await starting).close());  // at once: later it would belong to a hook
    const {port, double} = await starting;
    const base = `http://127.0.0.1:${port}`;
    const post = async (path, body, headers = {}) => {
        const answer = await fetch(base + path, {method: 'POST', body, headers, redirect: 'manual'});
        const text = await answer.text();
        let value;
        try {
            value = JSON.parse(text);
        } catch {
            value = undefined;
        }
        return {status: answer.status, value, text, headers: answer.headers};
    };
    return {
        double, base, post,
        control: async (what, value) => (await post(`/double/${what}`, JSON.stringify(value ?? {}))).value,
        stats: async () => (await fetch(`${base}/double/stats`)).json(),
    };
}

module.exports = {running};
