/* server.js — the Twilio double: one account that takes SMS. Options: account, user, password (see ../web/server.js). */
'use strict';

const crypto = require('node:crypto');
const {runAsProcess} = require('../web/server');

const API = '2010-04-01';
const FIELDS = ['To', 'From', 'MessagingServiceSid', 'Body', 'StatusCallback', 'ValidityPeriod'];

const json = (status, value) => ({status, body: JSON.stringify(value)});
const failure = (status, code, message = 'Refused') =>
    json(status, {code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status});

/* One value for each field, or the name of what is wrong. Percent-encoded only: a raw character is not taken. */
function readForm(body) {
    const fields = {};
    for (const pair of body.split('&')) {
        const [name, value, ...rest] = pair.split('=');
        if (rest.length > 0 || value === undefined || !FIELDS.includes(name) || Object.hasOwn(fields, name)) return {wrong: name};
        if (!/^(?:[A-Za-z0-9._~-]|%[0-9A-F]{2})*$/.test(value)) return {wrong: name};
        try {
            fields[name] = decodeURIComponent(value);
        } catch {
            return {wrong: name};  // no UTF-8
        }
    }
    return {fields};
}

function problem({To, From, MessagingServiceSid, Body, StatusCallback, ValidityPeriod}) {
    if (!/^\+[1-9]\d{6,14}$/.test(To ?? '')) return 21211;
    if ((From === undefined) === (MessagingServiceSid === undefined)) return 21603;
    if (From !== undefined && !/^(\+[1-9]\d{6,14}|\d{3,8}|[\w &+-]{1,11})$/.test(From)) return 21212;
    if (MessagingServiceSid !== undefined && !/^MG[0-9a-f]{32}$/i.test(MessagingServiceSid)) return 21701;
    if (Body === undefined || Body.trim() === '') return 21602;
    if ([...Body].length > 1600) return 21617;
    if (StatusCallback !== undefined && !URL.canParse(StatusCallback)) return 21609;
    if (ValidityPeriod !== undefined && !(Number(ValidityPeriod) >= 1 && Number(ValidityPeriod) <= 36000)) return 21632;
    return undefined;
}

function check(request, body, {account, user, password}) {
    const {headers} = request;
    if (request.method !== 'POST' || request.url !== `/${API}/Accounts/${account}/Messages.json`) return {wrong: failure(404, 20404)};
    const expected = `Basic ${Buffer.from(`${user ?? account}:${password}`).toString('base64')}`;
    if (headers.authorization !== expected) return {wrong: failure(401, 20003, 'Authenticate')};
    if (headers['content-type'] !== 'application/x-www-form-urlencoded') return {wrong: failure(400, 20001)};
    const {wrong, fields} = readForm(body);
    if (wrong !== undefined) return {wrong: failure(400, 20001, `field ${wrong}`)};
    const code = problem(fields);
    return code === undefined ? {message: {key: `${fields.To} ${fields.Body}`, ...fields}} : {wrong: failure(400, code)};
}

function accept(message, {options}) {
    const sid = `SM${crypto.randomBytes(16).toString('hex')}`;
    message.sid = sid;
    return json(201, {sid, account_sid: options.account, status: 'queued', to: message.To, from: message.From ?? null, body: message.Body,
        num_segments: '1', num_media: '0', direction: 'outbound-api', price: null, price_unit: 'USD', error_code: null,
        error_message: null, date_sent: null, messaging_service_sid: message.MessagingServiceSid ?? null, api_version: API,
        uri: `/${API}/Accounts/${options.account}/Messages/${sid}.json`});
}

const kind = {name: 'twilio', check, accept, failure,
    options: {account: 'AC0123456789abcdef0123456789abcdef', user: undefined, password: 'twilio-secret-word'}};

if (require.main === module) runAsProcess(kind);

module.exports = kind;
