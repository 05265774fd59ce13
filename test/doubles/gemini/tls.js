/* tls.js — a certificate authority of one's own and a certificate for 127.0.0.1 and localhost, made with the openssl tool.
 *
 * Made anew at every start and good for ten days; clients trust `ca.pem`. The authority's key is thrown away once it has
 * signed, so nothing else can be signed with it.
 */
'use strict';

const {execFileSync} = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

function openssl(directory, args) {
    execFileSync('openssl', args, {cwd: directory, stdio: ['ignore', 'ignore', 'pipe']});
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** {ca, cert, key, caFile, remove()}; without a directory a temporary one is made, which remove() takes away. */
function certificates(directory) {
    const made = directory === undefined;
    const where = made ? fs.mkdtempSync(path.join(os.tmpdir(), 'gemini-double-')) : path.resolve(directory);
    fs.mkdirSync(where, {recursive: true, mode: 0o700});
    fs.writeFileSync(path.join(where, 'server.ext'),
        'subjectAltName=DNS:localhost,IP:127.0.0.1\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n');
    openssl(where, ['req', '-x509', ...NEW_KEY, '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '10',
        '-subj', '/CN=Gemini double authority']);
    openssl(where, ['req', ...NEW_KEY, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=localhost']);
    openssl(where, ['x509', '-req', '-in', 'server.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-set_serial',
        `0x${Date.now().toString(16)}`, '-days', '10', '-extfile', 'server.ext', '-out', 'server.pem']);
    for (const name of ['ca.key', 'server.csr', 'server.ext']) fs.rmSync(path.join(where, name));
    const read = name => fs.readFileSync(path.join(where, name));
    return {
        ca: read('ca.pem'), cert: read('server.pem'), key: read('server.key'), caFile: path.join(where, 'ca.pem'),
        remove: () => { if (made) fs.rmSync(where, {recursive: true, force: true}); },
    };
}

module.exports = {certificates};
