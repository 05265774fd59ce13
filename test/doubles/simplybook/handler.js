/* handler.js — one request from its headers to its answer: pace, JSON-RPC, login, token, method, fault.
 *
 * What is wrong with a call is told before any fault is looked at, so a test that asks for a fault still proves that the
 * call was right.
 */
'use strict';

const control = require('./control');

const MAX_BODY = 1024 * 1024;
const OVERSIZED = 6 * 1024 * 1024;

/** The body as text; undefined when it is too long or the client left. */
function collect(request) {
    return new Promise(resolve => {
        const chunks = [];
        let size = 0;
        request.on('data', chunk => {
            size += chunk.length;
            if (size <= MAX_BODY) chunks.push(chunk);
        });
        request.on('end', () => resolve(size <= MAX_BODY ? Buffer.concat(chunks).toString('utf8') : undefined));
        request.on('close', () => resolve(undefined));
        request.on('error', () => resolve(undefined));
    });
}

const json = (value, status = 200) => ({status, type: 'application/json', body: JSON.stringify(value)});
const result = (id, value) => ({...json({jsonrpc: '2.0', result: value, id}), outcome: 'ok'});
const failure = (id, code, message) => ({...json({jsonrpc: '2.0', error: {code, message, data: []}, id}), outcome: message});
const html = (status, text) => ({status, type: 'text/html', body: `<html><h1>${text}</h1></html>`, outcome: `HTTP ${status}`});

/* {method, params, id} of a right JSON-RPC call, or {wrong}. */
function parse(request, body) {
    if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? '')) {
        return {wrong: failure(null, -32700, 'Content-Type must be application/json')};
    }
    let call;
    try {
        call = JSON.parse(body);
    } catch (error) {
        return {wrong: failure(null, -32700, error.message)};
    }
    const {jsonrpc, method, params, id, ...unknown} = call ?? {};
    if (jsonrpc !== '2.0' || typeof method !== 'string' || id === undefined || Object.keys(unknown).length > 0) {
        return {wrong: failure(id ?? null, -32600, 'Invalid Request')};
    }
    if (!Array.isArray(params)) return {wrong: failure(id, -32011, 'Params must be an array')};
    return {method, params, id};
}

function login({company, guard, settings}, {method, params, id}) {
    if (method !== 'getUserToken') return failure(id, -32601, 'Method not found');
    if (params.length !== 3 || params.some(one => typeof one !== 'string')) return failure(id, -32010, 'Params missing');
    const [name, user, password] = params;
    if (name !== company.name) return failure(id, -33001, 'Company login not found');  // lower case, as it must be sent
    if (user !== company.user || password !== company.password) return failure(id, -33003, 'User login or password is wrong');
    if (settings.blocked) return failure(id, -33004, 'User is blocked');
    return result(id, guard.giveToken());
}

function allowed({company, guard}, headers) {
    return headers['x-company-login'] === company.name && headers['x-token'] === undefined &&
        guard.isGood(headers['x-user-token']);
}

function admin(double, request, {method, params, id}) {
    if (!allowed(double, request.headers)) return failure(id, -32603, 'Access Denied');
    if (method === 'getBookings') {
        if (params.length !== 1) return failure(id, -32010, 'Params missing');
        const {list, wrong} = double.company.list(params[0], double.settings);
        return wrong === undefined ? {...result(id, list), list} : failure(id, -32602, wrong);
    }
    if (method === 'getBookingDetails') {
        if (params.length !== 1 || !/^\d+$/.test(String(params[0]))) return failure(id, -32010, 'Params missing');
        const details = double.company.details(params[0]);
        return details === undefined ? failure(id, -32080, 'Booking not found') : result(id, details);
    }
    return failure(id, -32601, 'Method not found');
}

const FAULTS = {
    'status-500': () => html(500, 'Internal Server Error'),
    'status-403': () => html(403, 'Forbidden'),
    'html': () => html(200, 'Maintenance'),
    'not-json': () => ({status: 200, type: 'application/json', body: '{"jsonrpc":"2.0","result":[{"id":', outcome: 'fault'}),
    'no-list': id => ({...result(id, 'many'), outcome: 'fault'}),
    'null-result': id => ({...result(id, null), outcome: 'fault'}),
    'oversized': id => ({...result(id, 'x'.repeat(OVERSIZED)), outcome: 'fault'}),
    'hang': () => ({hang: true}),
    'drop': () => ({drop: true}),
    'echo-secret': (id, request) => failure(id, -32000, `Cannot handle ${JSON.stringify(request.headers)}`),
    'rpc-error': id => failure(id, -32000, 'Something went wrong'),
    'id-gone': id => ({...result(id, [{start_date: '2026-01-01 00:00:00'}, 7, null, {id: '5', start_date: '0000-00-00 00:00:00'}]),
        outcome: 'fault'}),
};

function faulty(double, request, call, outcome) {
    const {settings} = double;
    const hit = settings.fault !== null && (settings.fault_for === null || settings.fault_for === call.method) &&
        settings.fault_limit !== 0;
    if (hit) {
        if (settings.fault_limit !== null) settings.fault_limit--;
        return FAULTS[settings.fault](call.id, request);
    }
    if (settings.oversized_from !== null && outcome.list?.length >= settings.oversized_from) {
        return {...outcome, body: outcome.body + ' '.repeat(OVERSIZED), outcome: 'oversized'};
    }
    return outcome;
}

function answer(double, request, body, seen) {
    if (request.method !== 'POST' || !['/login', '/admin'].includes(request.url)) return html(404, 'Not Found');
    if (!double.guard.inTime()) return html(403, 'Forbidden');
    const call = parse(request, body);
    if (call.wrong) return call.wrong;
    seen.method = call.method;
    if (request.url === '/admin') seen.params = call.params;
    const outcome = request.url === '/login' ? login(double, call) : admin(double, request, call);
    return outcome.outcome === 'ok' ? faulty(double, request, call, outcome) : outcome;
}

async function serve(double, request, response) {
    if (request.url.startsWith('/double/')) return control.serve(double, request, response, await collect(request));
    const seen = double.stats.begin();
    const body = await collect(request);
    if (body === undefined) return response.destroy();
    const outcome = answer(double, request, body, seen);
    seen.outcome = outcome.outcome ?? 'broken off';
    if (outcome.hang) return undefined;
    if (outcome.drop) return request.socket.destroy();
    const send = () => {
        response.writeHead(outcome.status, {'content-type': outcome.type, 'content-length': Buffer.byteLength(outcome.body)});
        response.end(outcome.body);
    };
    response.on('error', () => {});
    if (double.settings.delay_ms > 0) setTimeout(send, double.settings.delay_ms);
    else send();
    return undefined;
}

module.exports = {serve};
