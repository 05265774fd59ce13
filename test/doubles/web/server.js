/* server.js — what the doubles of the providers on the web have in common: a process on 127.0.0.1 that takes messages by
 * POST, notes what it took, answers faults on command, and is steered by /double/... (control.js).
 *
 * A double brings `check(request, body, options)`: it looks at every header and field, strictly, and gives {wrong: answer}
 * or {message}, and `accept(message)`, the answer to a message that is taken. An answer is {status, type, body, headers}.
 */
'use strict';

const fs = require('node:fs');
const http = require('node:http');
const {parseArgs} = require('node:util');
const control = require('./control');
const {fault} = require('./faults');

const HOST = '127.0.0.1';
const MAX_BODY = 1024 * 1024;

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

/** Names that came more than once: node joins or drops them silently. */
function repeated({rawHeaders}) {
    const names = rawHeaders.filter((_, i) => i % 2 === 0).map(name => name.toLowerCase());
    return names.filter((name, i) => names.indexOf(name) !== i);
}

function send(response, {status, type = 'application/json', body = '', headers = {}}) {
    response.writeHead(status, {'content-type': type, 'content-length': Buffer.byteLength(body), ...headers});
    response.end(body);
}

async function serve(double, request, response) {
    const body = await collect(request);
    if (request.url.startsWith('/double/')) return control.serve(double, request, response, body);
    if (body === undefined) return response.destroy();
    const twice = repeated(request);
    const {wrong, message} = twice.length > 0 ? {wrong: {status: 400, body: `"twice: ${twice}"`}} :
        double.kind.check(request, body, double.options);
    if (wrong !== undefined) {
        double.refused.push({status: wrong.status, body: wrong.body});
        return send(response, wrong);
    }
    const answer = fault(double, request, message);
    if (answer === undefined || answer.taken) double.messages.push(message);
    if (answer?.hang) return undefined;
    if (answer?.late) return double.late.push(() => send(response, answer.refused ? {...answer.refused, headers: answer.headers} : double.kind.accept(message, double)));
    if (answer?.drop) return request.socket.destroy();
    response.on('error', () => {});
    return send(response, answer ?? double.kind.accept(message, double));
}

/** Starts a double of that kind. Resolves to {port, double, close()}. */
async function start(kind, {port = 0, ...options} = {}) {
    const double = {kind, options: {...kind.options, ...options}, settings: control.defaults(), messages: [], refused: [], late: []};
    const sockets = new Set();
    const server = http.createServer((request, response) => void serve(double, request, response).catch(error => {
        process.stderr.write(`${error.stack}\n`);
        response.destroy();
    }));
    server.on('connection', socket => {
        sockets.add(socket);
        socket.once('close', () => sockets.delete(socket));
        socket.on('error', () => {});
    });
    await new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, HOST, resolve);
    });
    return {
        double, port: server.address().port,
        close() {
            server.close();
            sockets.forEach(socket => socket.destroy());
        },
    };
}

/** The double as a process: [--port N] [--port-file FILE] [--exit-with-stdin], and each of the kind's options by its name.
 *  When ready it prints one line of JSON with the port (and writes it to FILE). */
async function main(kind) {
    const own = Object.fromEntries(Object.keys(kind.options).map(name => [name, {type: 'string'}]));
    const {values} = parseArgs({options: {'port': {type: 'string', default: '0'}, 'port-file': {type: 'string'},
        'exit-with-stdin': {type: 'boolean'}, ...own}});
    let running;
    const stop = () => {
        running?.close();
        process.exit(0);
    };
    process.on('SIGTERM', stop).on('SIGINT', stop);
    if (values['exit-with-stdin']) process.stdin.on('end', stop).on('close', stop).on('error', stop).resume();
    const options = Object.fromEntries(Object.keys(own).filter(name => values[name] !== undefined).map(name => [name, values[name]]));
    running = await start(kind, {port: Number(values.port), ...options});
    const line = JSON.stringify({pid: process.pid, port: running.port}) + '\n';
    if (values['port-file'] !== undefined) {
        fs.writeFileSync(`${values['port-file']}.new`, line);
        fs.renameSync(`${values['port-file']}.new`, values['port-file']);  // whoever waits for it reads all or nothing
    }
    process.stdout.write(line);
}

function runAsProcess(kind) {
    main(kind).catch(error => {
        process.stderr.write(`${kind.name} double: ${error.message}\n`);
        process.exitCode = 1;
    });
}

module.exports = {start, runAsProcess};
