/* server.js — the Gemini double as a process: a small server that speaks the real wire format, on 127.0.0.1 only.
 *
 *   node server.js [--port N] [--tls-port N] [--cert-dir DIR] [--port-file FILE] [--key KEY] [--delay-ms N]
 *                  [--fault NAME] [--max-streams N] [--exit-with-stdin]
 *
 * A port of 0 means any free one; without --tls-port there is no TLS. When ready it prints one line of JSON with the ports
 * (and writes it to FILE). HTTP/1.1 is on the one port, HTTP/2 or HTTP/1.1 over TLS on the other. No dependency but Node.
 */
'use strict';

const fs = require('node:fs');
const http = require('node:http');
const http2 = require('node:http2');
const {parseArgs} = require('node:util');
const {Faults} = require('./faults');
const {Stats} = require('./stats');
const {certificates} = require('./tls');
const handler = require('./handler');
const settings = require('./settings');

const HOST = '127.0.0.1';

/* As Google's front ends say it: a client with more calls at once opens more connections. */
const MAX_STREAMS = 100;

function listen(server, port) {
    return new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, HOST, 4096, () => resolve(server.address().port));
    });
}

function makeDouble({key = 'test-key', ...started}) {
    const wrong = settings.problem(started);
    if (wrong !== undefined) throw new Error(wrong);
    const values = {...settings.defaults(), ...started};
    return {key, started, settings: values, stats: new Stats(values), faults: new Faults(values), ids: 0};
}

/** Starts a double. Options: port (0), tlsPort (none), certDir, maxStreams, key, and any setting (delay_ms, fault ...).
 *  Resolves to {port, tlsPort, ca, double, close()}; `ca` is the file to trust. */
async function start({port = 0, tlsPort, certDir, maxStreams = MAX_STREAMS, ...rest} = {}) {
    const double = makeDouble(rest);
    const serve = (request, response) => void handler.serve(double, request, response).catch(error => {
        process.stderr.write(`${error.stack}\n`);
        response.destroy?.();
    });
    const sockets = new Set();
    const track = socket => {
        double.stats.connected(socket);
        sockets.add(socket);
        socket.once('close', () => sockets.delete(socket));
        socket.on('error', () => {});
    };
    const plain = http.createServer({keepAliveTimeout: 60000}, serve).on('connection', track);
    const servers = [plain];
    const result = {double, port: await listen(plain, port)};
    let made;
    if (tlsPort !== undefined) {
        made = certificates(certDir);
        const secure = http2.createSecureServer({key: made.key, cert: made.cert, allowHTTP1: true,
            settings: {maxConcurrentStreams: maxStreams}}, serve);
        secure.on('connection', track).on('sessionError', () => {}).on('tlsClientError', () => {});
        servers.push(secure);
        result.tlsPort = await listen(secure, tlsPort);
        result.ca = made.caFile;
    }
    result.close = () => {
        servers.forEach(server => server.close());
        sockets.forEach(socket => socket.destroy());
        made?.remove();
    };
    return result;
}

const ARGUMENTS = {
    'port': {type: 'string', default: '0'}, 'tls-port': {type: 'string'}, 'cert-dir': {type: 'string'},
    'port-file': {type: 'string'}, 'key': {type: 'string'}, 'delay-ms': {type: 'string'}, 'fault': {type: 'string'},
    'max-streams': {type: 'string'}, 'exit-with-stdin': {type: 'boolean'},
};

const number = text => text === undefined ? undefined : Number(text);
const given = object => Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

async function main() {
    const {values} = parseArgs({options: ARGUMENTS});
    let running;
    const stop = () => {
        running?.close();
        process.exit(0);
    };
    process.on('SIGTERM', stop).on('SIGINT', stop);
    if (values['exit-with-stdin']) process.stdin.on('end', stop).on('close', stop).on('error', stop).resume();
    running = await start(given({
        port: number(values.port), tlsPort: number(values['tls-port']), certDir: values['cert-dir'], key: values.key,
        delay_ms: number(values['delay-ms']), fault: values.fault, maxStreams: number(values['max-streams']),
    }));
    const line = JSON.stringify({pid: process.pid, port: running.port, tls_port: running.tlsPort, ca: running.ca}) + '\n';
    if (values['port-file'] !== undefined) {
        fs.writeFileSync(`${values['port-file']}.new`, line);
        fs.renameSync(`${values['port-file']}.new`, values['port-file']);  // whoever waits for it reads all or nothing
    }
    process.stdout.write(line);
}

if (require.main === module) {
    main().catch(error => {
        process.stderr.write(`gemini double: ${error.message}\n`);
        process.exitCode = 1;
    });
}

module.exports = {start};
