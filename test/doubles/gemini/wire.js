/* wire.js — reading a body and writing an outcome, alike for HTTP/1.1 and HTTP/2, also when it has to break off. */
'use strict';

const http2 = require('node:http2');

const MAX_BODY = 20 * 1024 * 1024;

/* What was written before a connection breaks must have reached the client, or it is just a dropped one. */
const BREAK_MS = 20;

/** The body as text; undefined when it is too long, null when the client left before its end. */
function collect(request) {
    return new Promise(resolve => {
        const chunks = [];
        let size = 0;
        request.on('data', chunk => {
            size += chunk.length;
            if (size <= MAX_BODY) chunks.push(chunk);
        });
        request.on('end', () => {
            if (size > MAX_BODY) return resolve(undefined);
            resolve((chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)).toString('utf8'));
        });
        request.on('close', () => resolve(null));  // after 'end' this says nothing new
        request.on('error', () => resolve(null));
    });
}

const streamOf = request => request.httpVersionMajor === 2 ? request.stream : undefined;

function dropConnection(request) {
    const stream = streamOf(request);
    (stream?.session ?? request.socket)?.destroy();
}

function dropCall(request) {
    const stream = streamOf(request);
    if (stream) stream.close(http2.constants.NGHTTP2_INTERNAL_ERROR);
    else if (request.socket.resetAndDestroy) request.socket.resetAndDestroy();
    else request.socket.destroy();
}

function write(request, response, outcome) {
    const body = Buffer.isBuffer(outcome.body) ? outcome.body : Buffer.from(outcome.body);
    const headers = {'content-type': outcome.type, 'vary': 'Origin, X-Origin, Referer'};
    if (outcome.encoding) headers['content-encoding'] = outcome.encoding;
    if (!outcome.chunked) headers['content-length'] = body.length;
    response.writeHead(outcome.status, headers);
    if (outcome.ends !== 'drop-mid') {
        response.end(body);
        return;
    }
    response.write(body.subarray(0, body.length / 2));
    setTimeout(dropConnection, BREAK_MS, request);
}

/** Sends `outcome` after its delay; `end(status, fault)` is called once, when the call is over in whatever way. */
function send(request, response, outcome, end) {
    let status = 'aborted';
    let timer;
    response.once('close', () => {
        clearTimeout(timer);
        end(status, outcome.fault);
    });
    response.on('error', () => {});  // a client that leaves is no failure of ours
    const act = () => {
        if (outcome.ends === 'hang') return;
        status = outcome.ends === undefined ? outcome.status : 'dropped';
        if (outcome.ends === 'drop') dropConnection(request);
        else if (outcome.ends === 'reset') dropCall(request);
        else write(request, response, outcome);
    };
    if (outcome.delay > 0) timer = setTimeout(act, outcome.delay);
    else act();
}

module.exports = {collect, send};
