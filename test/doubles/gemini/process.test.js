/* process.test.js — the double as a process: how it starts, whom it lets in, and that it ends at once. */
'use strict';

const {after, before, test} = require('node:test');
const assert = require('node:assert/strict');
const {spawn} = require('node:child_process');
const {once} = require('node:events');
const fs = require('node:fs');
const https = require('node:https');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const {request, secureCall, secureSession} = require('./testing');

const children = [];
let directory;

const LIMIT = {timeout: 30000};  // a process that does not end must not hold up the others

before(() => { directory = fs.mkdtempSync(path.join(os.tmpdir(), 'gemini-double-test-')); });
after(() => {
    children.forEach(child => child.kill('SIGKILL'));
    fs.rmSync(directory, {recursive: true, force: true});
});

async function launch(...args) {
    const child = spawn(process.execPath, [path.join(__dirname, 'server.js'), '--port', '0', ...args],
        {stdio: ['pipe', 'pipe', 'inherit']});
    children.push(child);
    const [line] = await once(child.stdout, 'data');
    return {child, line: line.toString(), ...JSON.parse(line)};
}

const ended = async child => (await once(child, 'exit'))[0];

test('says its ports on one line and in a file', LIMIT, async () => {
    const file = path.join(directory, 'ports.json');
    const {line, pid, port, child} = await launch('--port-file', file);
    assert.deepEqual([fs.readFileSync(file, 'utf8'), line.split('\n').length, pid], [line, 2, child.pid]);
    assert.equal((await fetch(`http://127.0.0.1:${port}/double/stats`)).status, 200);
});

test('listens on 127.0.0.1 and nowhere else', LIMIT, async () => {
    const {port} = await launch();
    const others = Object.values(os.networkInterfaces()).flat().map(one => one.address)
        .filter(address => address !== '127.0.0.1' && !address.startsWith('fe80'));
    for (const host of ['127.0.0.2', ...others]) {
        const socket = net.connect({host, port});
        const [problem] = await once(socket, 'error');
        assert.ok(problem.code !== undefined, host);
    }
});

test('TLS offers h2 and HTTP/1.1, to clients that trust its authority', LIMIT, async () => {
    const {tls_port: tlsPort, ca} = await launch('--tls-port', '0', '--cert-dir', path.join(directory, 'certs'));
    assert.equal(ca, path.join(directory, 'certs', 'ca.pem'));
    assert.deepEqual(fs.readdirSync(path.dirname(ca)).sort(), ['ca.pem', 'server.key', 'server.pem']);
    const session = secureSession({tlsPort, ca});
    assert.equal((await secureCall(session, request())).status, 200);
    assert.equal(session.alpnProtocol, 'h2');
    assert.equal(session.remoteSettings.maxConcurrentStreams, 100);
    const get = https.get({host: '127.0.0.1', port: tlsPort, ca: fs.readFileSync(ca), path: '/double/stats'});
    const [answer] = await once(get, 'response');
    assert.deepEqual([answer.httpVersion, answer.statusCode], ['1.1', 200]);
    answer.resume();
    const [refusal] = await once(https.get({host: '127.0.0.1', port: tlsPort}), 'error');
    assert.match(refusal.code, /CERT|SELF_SIGNED|UNABLE_TO/);
});

test('ends at once on SIGTERM and SIGINT, calls in flight or not', LIMIT, async () => {
    for (const signal of ['SIGTERM', 'SIGINT']) {
        const {child, port} = await launch('--delay-ms', '60000');
        const call = fetch(`http://127.0.0.1:${port}/v1beta/models/gemini-3.5-flash-lite:generateContent`, {method: 'POST',
            headers: {'content-type': 'application/json', 'x-goog-api-key': 'test-key'}, body: JSON.stringify(request())});
        let stats;
        do stats = await (await fetch(`http://127.0.0.1:${port}/double/stats`)).json(); while (stats.in_flight === 0);
        const end = ended(child);
        child.kill(signal);
        await assert.rejects(call);
        assert.equal(await end, 0);
    }
});

test('with --exit-with-stdin it ends when its parent is gone, without it does not', LIMIT, async () => {
    const {child} = await launch('--exit-with-stdin', '--tls-port', '0');
    child.stdin.end();
    assert.equal(await ended(child), 0);
    const {child: other, port} = await launch();
    other.stdin.end();
    assert.equal((await fetch(`http://127.0.0.1:${port}/double/stats`)).status, 200);
});

test('a fault that does not exist is refused at the start', LIMIT, async () => {
    const child = spawn(process.execPath, [path.join(__dirname, 'server.js'), '--fault', 'nonsense'], {stdio: 'ignore'});
    assert.equal(await ended(child), 1);
});
