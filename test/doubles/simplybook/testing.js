/* testing.js — what the double's own tests share: a running double, and a way to call it. */
'use strict';

const {after} = require('node:test');
const {start} = require('./server');

/** Starts a double that ends with the test file; it hurries nobody unless `paced`. */
async function running({paced = false, ...options} = {}) {
    const starting = start(options);
    after(async () => (await starting).close());  // at once: later it would belong to a hook
    const double = await starting;
    if (!paced) double.double.settings.min_interval_ms = 0;
    const base = `http://127.0.0.1:${double.port}`;
    const post = async (path, body, headers = {}) => {
        const answer = await fetch(base + path, {method: 'POST', headers: {'content-type': 'application/json', ...headers}, body});
        const text = await answer.text();
        let value;
        try {
            value = JSON.parse(text);
        } catch {
            value = undefined;
        }
        return {status: answer.status, text, value, error: value?.error, result: value?.result};
    };
    const rpc = (path, method, params, headers, more = {}) =>
        post(path, JSON.stringify({jsonrpc: '2.0', method, params, id: 1, ...more}), headers);
    return {
        ...double, base, post, rpc,
        login: (...params) => rpc('/login', 'getUserToken', params),
        /** A call with the token of a fresh login. */
        async admin(method, params, headers = {}) {
            const {result: token} = await rpc('/login', 'getUserToken', ['salon', 'api', 'secret-word']);
            return rpc('/admin', method, params, {'x-company-login': 'salon', 'x-user-token': token, ...headers});
        },
        control: async (what, value) => (await post(`/double/${what}`, JSON.stringify(value ?? {}))).value,
        stats: async () => (await fetch(`${base}/double/stats`)).json(),
    };
}

module.exports = {running};
