/* server.js — an application that takes messages by webhook and checks them as docs/channels.md tells its author to.
 * Options: path, secret (empty: unsigned ones only), tolerance (seconds); see ../web/server.js. `raw` of a message is what
 * a library needs to verify the request: its body as it came, and its headers webhook-....
 */
'use strict';

const crypto = require('node:crypto');
const {runAsProcess} = require('../web/server');

const KEYS = ['automation_id', 'body', 'booking_id', 'channel', 'event', 'id', 'lead_id', 'recipient', 'subject', 'tenant', 'written_at'];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const json = (status, value) => ({status, body: JSON.stringify(value)});
const failure = (status, code, message = 'Refused') => json(status, {error: {code, message}});

const NAMES = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];

/** The key of the standard signature. */
const keyOf = secret => secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret);
const hmac = (key, text) => crypto.createHmac('sha256', key).update(text).digest();
const same = (a, b) => a.length === b.length && crypto.timingSafeEqual(a, b);

/** The signature of the Standard Webhooks specification. */
function standardProblem([id, timestamp, signature], body, {secret, tolerance}) {
    if (!/^\d+$/.test(timestamp ?? '')) return 'no webhook-timestamp';
    if (Math.abs(Date.now() / 1000 - Number(timestamp)) > Number(tolerance)) return 'an old webhook-timestamp';
    if (secret === '') return signature === undefined ? undefined : 'webhook-signature without a secret';
    const [, v1] = /^v1,([A-Za-z0-9+/]{43}=)$/.exec(signature ?? '') ?? [];
    if (v1 === undefined) return 'no webhook-signature';
    return same(hmac(keyOf(secret), `${id}.${timestamp}.${body}`), Buffer.from(v1, 'base64')) ? undefined : 'wrong webhook-signature';
}

/** The former header. */
function formerProblem(signature, body, {secret, tolerance}) {
    if (secret === '') return signature === undefined ? undefined : 'signed without a secret';
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature ?? '') ?? [];
    if (t === undefined) return 'no signature';
    if (!same(hmac(secret, `${t}.${body}`), Buffer.from(v1, 'hex'))) return 'wrong signature';
    return Math.abs(Date.now() / 1000 - Number(t)) <= Number(tolerance) ? undefined : 'an old signature';
}

function bodyProblem(message) {
    if (typeof message !== 'object' || message === null) return 'no object';
    if (Object.keys(message).sort().join() !== KEYS.join()) return `keys ${Object.keys(message)}`;
    const isId = value => Number.isInteger(value);
    const maybe = check => value => value === null || check(value);
    const isText = value => typeof value === 'string';
    const checks = {id: isId, lead_id: isId, automation_id: maybe(isId), booking_id: maybe(isId), subject: maybe(isText), body: isText,
        channel: isText, event: isText, recipient: isText, tenant: isText,
        written_at: value => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00$/.test(value)};
    const bad = Object.keys(checks).filter(key => !checks[key](message[key]));
    return bad.length > 0 ? `values of ${bad}` : undefined;
}

function check(request, body, options) {
    const {headers} = request;
    if (request.method !== 'POST' || request.url !== options.path) return {wrong: failure(404, 404)};
    if (headers['content-type'] !== 'application/json') return {wrong: failure(415, 415)};
    const key = headers['idempotency-key'];
    if (!UUID.test(key ?? '') || headers['x-automation-delivery'] !== key || headers['webhook-id'] !== key) return {wrong: failure(400, 400, 'no key')};
    const unsigned = standardProblem(NAMES.map(name => headers[name]), body, options)
        ?? formerProblem(headers['x-automation-signature'], body, options);
    if (unsigned !== undefined) return {wrong: failure(403, 403, unsigned)};
    let message;
    try {
        message = JSON.parse(body);
    } catch {
        return {wrong: failure(400, 400, 'no JSON')};
    }
    const wrong = bodyProblem(message);
    if (wrong !== undefined) return {wrong: failure(422, 422, wrong)};
    const extra = Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('x-team')));
    const raw = {body, headers: Object.fromEntries(NAMES.map(name => [name, headers[name]]))};
    return {message: {key, ...message, headers: extra, raw}};
}

const kind = {name: 'webhook', check, accept: () => ({status: 204}), failure,
    options: {path: '/in', secret: 'webhook-secret-word', tolerance: '300'}};

if (require.main === module) runAsProcess(kind);

module.exports = kind;
