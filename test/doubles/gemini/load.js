/* load.js — measures how many calls a second the double answers, so that no benchmark measures the double by mistake.
 *
 *   node load.js [--in-flight 1000] [--calls 20000] [--delay-ms 300] [--seconds 30] [--only http|https]
 *
 * It starts a double in a process of its own, over HTTP/1.1 and over TLS with HTTP/2, and prints a line for each. Bounded
 * in calls and time, on 127.0.0.1 only. Every call has a prompt of its own and its answer must be complete.
 */
'use strict';

const {spawn} = require('node:child_process');
const fs = require('node:fs');
const http = require('node:http');
const http2 = require('node:http2');
const path = require('node:path');
const {parseArgs} = require('node:util');

const PATH = '/v1beta/models/gemini-3.5-flash-lite:generateContent';
const STREAMS = 100;
const HEADERS = {'content-type': 'application/json', 'x-goog-api-key': 'test-key', 'user-agent': 'load'};

const text = {type: 'STRING'};
const request = number => Buffer.from(JSON.stringify({
    contents: [{role: 'user', parts: [{text: 'GOAL: Welcome the new lead and offer a first appointment\n'
        + `MAX: subject 60 characters, body 90 words\n<data-0a1b2c3d>\n{"first_name":"Ann","id":"${number}",`
        + '"note":"asked for a first appointment, prefers mornings"}\n</data-0a1b2c3d>\nWrite the message for GOAL now.'}]}],
    systemInstruction: {role: 'user', parts: [{text: 'You write one short email message in en for Nord. '.repeat(12)}]},
    generationConfig: {maxOutputTokens: 2048, responseMimeType: 'application/json', responseSchema: {type: 'OBJECT',
        properties: {subject: text, body: text}, required: ['subject', 'body'], propertyOrdering: ['subject', 'body']}},
}));

function read(stream, resolve, reject) {
    let size = 0;
    stream.on('data', chunk => { size += chunk.length; });
    stream.on('end', () => size > 400 ? resolve() : reject(new Error(`an answer of ${size} bytes`)));
}

function plainClient(port, inFlight) {
    const agent = new http.Agent({keepAlive: true, maxSockets: inFlight});
    return {
        close: () => agent.destroy(),
        call: body => new Promise((resolve, reject) => {
            const sent = http.request({host: '127.0.0.1', port, path: PATH, method: 'POST', agent,
                headers: {...HEADERS, 'content-length': body.length}}, answer => {
                if (answer.statusCode !== 200) reject(new Error(`status ${answer.statusCode}`));
                read(answer, resolve, reject);
            });
            sent.on('error', reject).end(body);
        }),
    };
}

function secureClient(port, inFlight, caFile) {
    const ca = fs.readFileSync(caFile);
    const sessions = Array.from({length: Math.ceil(inFlight / STREAMS)},
        () => http2.connect(`https://127.0.0.1:${port}`, {ca, family: 4}));
    let turn = 0;
    return {
        close: () => sessions.forEach(session => session.destroy()),
        call: body => new Promise((resolve, reject) => {
            const session = sessions[turn++ % sessions.length];
            const stream = session.request({...HEADERS, ':method': 'POST', ':path': PATH});
            stream.on('response', head => head[':status'] === 200 || reject(new Error(`status ${head[':status']}`)));
            stream.on('error', reject);
            read(stream, resolve, reject);
            stream.end(body);
        }),
    };
}

/* Keeps `inFlight` calls going until `calls` were made or the time is up; connecting is part of the time. */
async function measure(client, {inFlight, calls, seconds}) {
    let begun = 0;
    let done = 0;
    const start = process.hrtime.bigint();
    const elapsed = () => Number(process.hrtime.bigint() - start) / 1e9;
    const worker = async () => {
        while (begun < calls && elapsed() < seconds) {
            await client.call(request(begun++));
            done++;
        }
    };
    await Promise.all(Array.from({length: inFlight}, worker));
    return {done, seconds: elapsed()};
}

function startDouble(delay) {
    const child = spawn(process.execPath, [path.join(__dirname, 'server.js'), '--port', '0', '--tls-port', '0',
        '--delay-ms', String(delay), '--exit-with-stdin'], {stdio: ['pipe', 'pipe', 'inherit']});
    return new Promise((resolve, reject) => {
        child.once('exit', code => reject(new Error(`the double ended with ${code}`)));
        child.stdout.once('data', line => resolve({child, ...JSON.parse(line)}));
    });
}

async function main() {
    const {values} = parseArgs({options: {
        'in-flight': {type: 'string', default: '1000'}, 'calls': {type: 'string', default: '20000'},
        'delay-ms': {type: 'string', default: '300'}, 'seconds': {type: 'string', default: '30'}, 'only': {type: 'string'},
    }});
    const plan = {inFlight: Math.min(+values['in-flight'], 4000), calls: Math.min(+values.calls, 200000),
        seconds: Math.min(+values.seconds, 120)};
    const double = await startDouble(+values['delay-ms']);
    const clients = {http: () => plainClient(double.port, plan.inFlight),
        https: () => secureClient(double.tls_port, plan.inFlight, double.ca)};
    for (const [name, make] of Object.entries(clients)) {
        if (values.only !== undefined && values.only !== name) continue;
        const client = make();
        const {done, seconds} = await measure(client, plan);
        client.close();
        const limit = plan.inFlight / (+values['delay-ms'] / 1000);
        console.log(`${name === 'http' ? 'HTTP/1.1' : 'HTTP/2 over TLS'}: ${done} calls, ${plan.inFlight} in flight, `
            + `${values['delay-ms']} ms each: ${Math.round(done / seconds)} calls/s (${Math.round(limit)} at most)`);
    }
    double.child.stdin.end();
}

main().catch(error => {
    console.error(`load: ${error.message}`);
    process.exit(1);  // the double ends with our end of its stdin
});
