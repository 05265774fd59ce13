/* server.js — an application that takes messages by webhook and checks them as docs/channels.md tells its author to.
 * Options: path, secret (empty: unsigned ones only), tolerance (seconds); see ../web/server.js.
 */
'use strict';

const crypto = require('node:crypto');
const {runAsProcess} = require('../web/server');

const KEYS = ['automation_id', 'body', 'booking_id', 'channel', 'event', 'id', 'lead_id', 'recipient', 'subject', 'tenant', 'written_at'];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const json = (status, value) => ({status, body: JSON.stringify(value)});
const failure = (status, code, message = 'Refused') => json(status, {error: {code, message}});

function signatureProblem(signature, body, {secret, tolerance}) {
    if (secret === '') return signature === undefined ? undefined : 'signed without a secret';
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature ?? '') ?? [];
    if (t === undefined) return 'no signature';
    const expected = crypto.createHmac('sha256', secret).update(`${t}.${body}`).digest();
    if (!crypto.timingSafeEqual(expected, Buffer.from(v1, 'hex'))) return 'wrong signature';
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
    if (!UUID.test(key ?? '') || headers['x-automation-delivery'] !== key) return {wrong: failure(400, 400, 'no key')};
    const unsigned = signatureProblem(headers['x-automation-signature'], body, options);
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
    return {message: {key, ...message, headers: extra}};
}

const kind = {name: 'webhook', check, accept: () => ({status: 204}), failure,
    options: {path: '/in', secret: 'webhook-secret-word', tolerance: '300'}};

if (require.main === module) runAsProcess(kind);

module.exports = kind;
