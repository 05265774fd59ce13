/* server.js — the SimplyBook.me double as a process: one company's booking service, on 127.0.0.1 only.
 *
 *   node server.js [--port N] [--port-file FILE] [--company NAME] [--user NAME] [--password WORD] [--timezone ZONE]
 *                  [--exit-with-stdin]
 *
 * A port of 0 means any free one. When ready it prints one line of JSON with the port (and writes it to FILE). Tests steer
 * it by /double/... (control.js). No dependency but Node.
 */
'use strict';

const fs = require('node:fs');
const http = require('node:http');
const {parseArgs} = require('node:util');
const {Company} = require('./company');
const {Guard} = require('./guard');
const {serve} = require('./handler');
const settings = require('./settings');
const {Stats} = require('./stats');

const HOST = '127.0.0.1';

/** Starts a double. Options: port (0), company, user, password, timezone. Resolves to {port, double, close()}. */
async function start({port = 0, company = 'salon', user = 'api', password = 'secret-word', timezone = 'UTC'} = {}) {
    const double = {settings: settings.defaults(), stats: new Stats()};
    double.company = new Company({name: company, user, password, timezone});
    double.guard = new Guard(double.settings);
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

const ARGUMENTS = {
    'port': {type: 'string', default: '0'}, 'port-file': {type: 'string'}, 'company': {type: 'string'},
    'user': {type: 'string'}, 'password': {type: 'string'}, 'timezone': {type: 'string'},
    'exit-with-stdin': {type: 'boolean'},
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
    const {company, user, password, timezone} = values;
    running = await start({port: Number(values.port), company, user, password, timezone});
    const line = JSON.stringify({pid: process.pid, port: running.port}) + '\n';
    if (values['port-file'] !== undefined) {
        fs.writeFileSync(`${values['port-file']}.new`, line);
        fs.renameSync(`${values['port-file']}.new`, values['port-file']);  // whoever waits for it reads all or nothing
    }
    process.stdout.write(line);
}

if (require.main === module) {
    main().catch(error => {
        process.stderr.write(`simplybook double: ${error.message}\n`);
        process.exitCode = 1;
    });
}

module.exports = {start};
