/* server.js — the SMTP double as a process, on 127.0.0.1 only: npm's smtp-server, what it was given read by mailparser.
 *
 *   node server.js [--host ADDRESS] [--port N] [--tls-port N] [--control-port N] [--port-file FILE]
 *                  [--cert-dir DIR] [--user NAME] [--password WORD] [--exit-with-stdin]
 *
 * A port of 0 means any free one. The first port offers STARTTLS, the second speaks TLS from the start; the certificate is
 * for localhost and 127.0.0.1, its authority's is in DIR/ca.pem. When ready it prints one line of JSON with the ports (and
 * writes it to FILE). Tests steer it by /double/... on the control port (control.js).
 */
'use strict';

const fs = require('node:fs');
const {parseArgs} = require('node:util');
const {buffer} = require('node:stream/consumers');
const {certificates} = require('../gemini/tls');
const {FaultyServer} = require('./connection');
const {control} = require('./control');
const {Double} = require('./double');

const HOST = '127.0.0.1';  // of the certificate; --host may be another address of this machine, which it does not name

const refusal = (code, message) => Object.assign(new Error(message), {responseCode: code});

function hooks(double) {
    return {
        onSecure(socket, session, callback) {
            double.stats.secure++;
            callback();
        },
        onAuth({username, password}, session, callback) {
            if (username !== double.user || password !== double.password) return callback(refusal(535, 'no such login'));
            double.stats.logins++;
            return callback(null, {user: username});
        },
        onMailFrom(address, session, callback) {
            const needed = double.settings.auth === 'required' && !session.user;
            callback(needed ? refusal(530, '5.7.0 log in first') : null);
        },
        async onData(stream, session, callback) {
            const raw = await buffer(stream).catch(() => undefined);
            const connection = [...this.connections].find(({session: own}) => own === session);
            if (raw === undefined || connection === undefined) return;
            if (double.settings.delay_ms > 0) await new Promise(resolve => setTimeout(resolve, double.settings.delay_ms));
            const fault = double.due('end', connection.recipients());
            const keep = fault === undefined || fault.keep;
            const id = keep ? double.keep(raw, session.envelope, session.secure, session.user || null) : '';
            const failed = connection.fails('end', connection.recipients());
            if (!failed) callback(null, `ok ${id}`);
        },
    };
}

const listening = (server, port, host = HOST) => new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.server ?? server).address().port));
});

/** Starts a double; all options may be absent. Resolves to {port, tlsPort, controlPort, ca, double, close()}. */
async function start({host = HOST, port = 0, tlsPort = 0, controlPort = 0, certDir, user = 'salon', password = 'secret-word'} = {}) {
    if (!/^127\.\d+\.\d+\.\d+$/.test(host)) throw new Error(`${host} is not of this machine`);
    const double = new Double({user, password});
    const tls = certificates(certDir);
    const common = {...hooks(double), cert: tls.cert, key: tls.key, authOptional: true, allowInsecureAuth: true,
        authMethods: ['PLAIN', 'LOGIN'], logger: false, disableReverseLookup: true, closeTimeout: 100};
    const servers = [new FaultyServer(common, double), new FaultyServer({...common, secure: true}, double)];
    for (const server of servers) server.on('error', () => {});
    const controller = control(double);
    const ports = [await listening(servers[0], port, host), await listening(servers[1], tlsPort, host)];
    return {
        double, port: ports[0], tlsPort: ports[1], controlPort: await listening(controller, controlPort), ca: tls.caFile,
        close() {
            for (const server of servers) server.close();
            controller.close();
            controller.closeAllConnections();
            tls.remove();
        },
    };
}

const ARGUMENTS = {
    'host': {type: 'string', default: HOST}, 'port': {type: 'string', default: '0'}, 'tls-port': {type: 'string', default: '0'},
    'control-port': {type: 'string', default: '0'}, 'port-file': {type: 'string'}, 'cert-dir': {type: 'string'},
    'user': {type: 'string'}, 'password': {type: 'string'}, 'exit-with-stdin': {type: 'boolean'},
};

async function main() {
    const {values} = parseArgs({options: ARGUMENTS});
    let running;
    const stop = () => {
        running?.close();
        process.exit(0);
    };
    process.on('SIGTERM', stop).on('SIGINT', stop);
    if (values['exit-with-stdin']) process.stdin.on('end', stop).on('close', stop).on('error', stop).resume();
    const {host, user, password} = values;
    running = await start({host, port: Number(values.port), tlsPort: Number(values['tls-port']),
        controlPort: Number(values['control-port']), certDir: values['cert-dir'], user, password});
    const {port, tlsPort, controlPort, ca} = running;
    const line = JSON.stringify({pid: process.pid, port, tls_port: tlsPort, control_port: controlPort, ca}) + '\n';
    if (values['port-file'] !== undefined) {
        fs.writeFileSync(`${values['port-file']}.new`, line);
        fs.renameSync(`${values['port-file']}.new`, values['port-file']);  // whoever waits for it reads all or nothing
    }
    process.stdout.write(line);
}

if (require.main === module) {
    main().catch(error => {
        process.stderr.write(`smtp double: ${error.message}\n`);
        process.exitCode = 1;
    });
}

module.exports = {start};
