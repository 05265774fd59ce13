/* sending.mjs — what the tests of mails share: a running double, and deliveries sent as the extension does. */
import {after} from 'node:test';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {createRequire} from 'node:module';
import {json, text} from 'node:stream/consumers';

const {start} = createRequire(import.meta.url)('../doubles/smtp/server.js');
const SENDER = process.env.MAIL_SENDER;

/** Outcomes of the deliveries, in their order. */
export async function send(settings, deliveries, secret = '') {
    const child = spawn(SENDER, {stdio: ['pipe', 'pipe', 'pipe']});
    child.stdin.on('error', () => {}).end(JSON.stringify({settings, secret, deliveries}));
    const [[code], out, err] = await Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]);
    if (code !== 0) throw new Error(`mail_sender ended with ${code}: ${err}`);
    return JSON.parse(out);
}

/** A double that ends with the test file. `settings` fit its port that offers STARTTLS. */
export async function running(options) {
    const double = await start(options);
    after(() => double.close());
    const path = what => `http://127.0.0.1:${double.controlPort}/double/${what}`;
    const post = async (what, value = {}) => json((await fetch(path(what), {method: 'POST', body: JSON.stringify(value)})).body);
    const settings = {host: options?.host ?? '127.0.0.1', port: double.port, from: 'Salon <hello@salon.example>', ca_file: double.ca, timeout: 20,
        connect_timeout: 20};
    return {
        ...double, settings,
        set: changes => post('settings', changes),
        reset: () => post('reset'),
        mails: async () => (await fetch(path('mails'))).json(),
        stats: async () => (await fetch(path('stats'))).json(),
    };
}

let count = 0;
/** A delivery with a key of its own. */
export const delivery = (more = {}) => ({recipient: 'ann@example.com', recipient_name: 'Ann Lee', subject: 'Welcome',
    body: 'Hello Ann\n', written_at: 1763802305, key: `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`, ...more});
