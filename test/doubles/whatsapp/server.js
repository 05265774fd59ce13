/* server.js — the double of WhatsApp's Cloud API: one number that sends texts and one approved template. Options: number,
 * token, template, languages (comma-separated), parameters (their count); see ../web/server.js.
 */
'use strict';

const crypto = require('node:crypto');
const {runAsProcess} = require('../web/server');

const json = (status, value) => ({status, body: JSON.stringify(value)});
const failure = (status, code, message = 'Refused', more = {}) => json(status, {error: {message: `(#${code}) ${message}`,
    type: 'OAuthException', code, ...more, error_data: {messaging_product: 'whatsapp', details: message}, fbtrace_id: 'A1'}});

/* Exactly these keys. */
const has = (value, ...keys) => typeof value === 'object' && value !== null && !Array.isArray(value) &&
    Object.keys(value).sort().join() === keys.sort().join();
const isText = (value, most) => typeof value === 'string' && value.trim() !== '' && [...value].length <= most;

function textProblem({text}) {
    return has(text, 'body', 'preview_url') && isText(text.body, 4096) && typeof text.preview_url === 'boolean' ? undefined : 100;
}

function templateProblem({template}, {template: approved, languages, parameters}) {
    const count = Number(parameters);
    if (!has(template, 'name', 'language', ...(count > 0 ? ['components'] : [])) || !has(template.language, 'code')) return 132000;
    if (template.name !== approved || !languages.split(',').includes(template.language.code)) return 132001;
    if (count === 0) return undefined;
    const [body, ...rest] = Array.isArray(template.components) ? template.components : [];
    if (rest.length > 0 || !has(body, 'type', 'parameters') || body.type !== 'body' || body.parameters.length !== count) return 132000;
    const good = ({type, text}) => type === 'text' && isText(text, 1024) && !/[\n\r\t]| {4}/.test(text);
    return body.parameters.every(one => has(one, 'type', 'text') && good(one)) ? undefined : 132012;
}

function problem(message, options) {
    if (!['text', 'template'].includes(message.type)) return 131051;
    if (!has(message, 'messaging_product', 'recipient_type', 'to', 'type', message.type, 'biz_opaque_callback_data')) return 100;
    if (message.messaging_product !== 'whatsapp' || message.recipient_type !== 'individual') return 100;
    if (!/^\+[1-9]\d{6,14}$/.test(message.to)) return 131009;
    if (!isText(message.biz_opaque_callback_data, 512)) return 100;
    return message.type === 'text' ? textProblem(message) : templateProblem(message, options);
}

function check(request, body, options) {
    const {headers} = request;
    if (headers.authorization !== `Bearer ${options.token}`) return {wrong: failure(401, 190, 'Error validating access token')};
    if (request.method !== 'POST' || !/^\/v\d+\.\d+\/\d+\/messages$/.test(request.url) || request.url.split('/')[2] !== options.number) {
        return {wrong: failure(400, 100, 'Unsupported post request', {error_subcode: 33})};
    }
    if (headers['content-type'] !== 'application/json') return {wrong: failure(400, 100)};
    let message;
    try {
        message = JSON.parse(body);
    } catch {
        return {wrong: failure(400, 100, 'Invalid JSON')};
    }
    const code = problem(message ?? {}, options);
    if (code !== undefined) return {wrong: failure(400, code)};
    return {message: {key: message.biz_opaque_callback_data, ...message}};
}

function accept(message) {
    message.id = `wamid.${crypto.randomBytes(24).toString('base64')}`;
    return json(200, {messaging_product: 'whatsapp', contacts: [{input: message.to, wa_id: message.to.slice(1)}],
        messages: [{id: message.id, message_status: 'accepted'}]});
}

const kind = {name: 'whatsapp', check, accept, failure, options: {number: '1055512345', token: 'whatsapp-secret-word',
    template: 'follow_up', languages: 'en_US,de', parameters: '2'}};

if (require.main === module) runAsProcess(kind);

module.exports = kind;
