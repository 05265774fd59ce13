/* tls.test.mjs — the vendor's client over TLS, in a process that trusts the double's authority, and in one that does not. */
import {after, test} from 'node:test';
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {rm, mkdtemp} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {text} from 'node:stream/consumers';
import {running} from './sdk.mjs';

const directory = await mkdtemp(join(tmpdir(), 'gemini-sdk-'));
after(() => rm(directory, {recursive: true}));
const double = await running({tlsPort: 0, certDir: directory});

const PROGRAM = `
    import {client, question} from './sdk.mjs';
    const answer = await client(process.argv[1]).models.generateContent(question());
    process.stdout.write(answer.text);`;

/* Node reads NODE_EXTRA_CA_CERTS once, at its start: hence the process. */
async function ask(environment) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', PROGRAM, `https://127.0.0.1:${double.tlsPort}`],
        {cwd: new URL('.', import.meta.url), env: {...process.env, ...environment}});
    const [[code], out, err] = await Promise.all([once(child, 'exit'), text(child.stdout), text(child.stderr)]);
    return {code, out, err};
}

test('answered over TLS where the authority is trusted', async () => {
    const {code, out, err} = await ask({NODE_EXTRA_CA_CERTS: double.ca});
    assert.equal(code, 0, err);
    assert.match(JSON.parse(out).body, /^Hello Ann/);
    assert.equal((await double.stats()).requests, 1);
});

test('refused where it is not', async () => {
    const {code, err} = await ask({NODE_EXTRA_CA_CERTS: ''});
    assert.notEqual(code, 0);
    assert.match(err, /certificate|SELF_SIGNED/i);
});
