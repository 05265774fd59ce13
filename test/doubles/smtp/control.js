/* control.js — the double's own paths for tests, over HTTP on a port of its own.
 *
 *   GET  /double/count      how many mails it took
 *   GET  /double/stats      mails, Message-IDs, connections, commands
 *   GET  /double/mails      every mail with its envelope, its bytes, and what mailparser reads of it
 *   POST /double/settings   see settings.js
 *   POST /double/reset      as at the start
 */
'use strict';

const http = require('node:http');
const {text} = require('node:stream/consumers');
const settings = require('./settings');

function change(double, changes) {
    const wrong = settings.problem(changes);
    if (wrong !== undefined) throw new Error(wrong);
    return Object.assign(double.settings, changes);
}

function act(double, what, value) {
    switch (what) {
    case 'GET /double/count': return {mails: double.mails.length};
    case 'GET /double/stats': return double.counts();
    case 'GET /double/mails': return double.parsed();
    case 'GET /double/settings': return double.settings;
    case 'POST /double/settings': return change(double, value);
    case 'POST /double/reset': return double.reset() ?? {};
    default: throw new Error(`there is no ${what}`);
    }
}

async function serve(double, request, response) {
    let status = 200;
    let value;
    try {
        const body = await text(request);
        value = await act(double, `${request.method} ${request.url}`, body === '' ? {} : JSON.parse(body));
    } catch (error) {
        status = 400;
        value = {error: error.message};
    }
    response.writeHead(status, {'content-type': 'application/json'});
    response.end(JSON.stringify(value) + '\n');
}

const control = double => http.createServer((request, response) => void serve(double, request, response));

module.exports = {control};
