/* server.test.mjs — TLS, logins and faults of a mail server, as the outcomes tell them. */
import {beforeEach, test} from 'node:test';
import assert from 'node:assert/strict';
import {delivery, running, send} from './sending.mjs';

const double = await running();
const elsewhere = await running({host: '127.0.0.2'});  // its certificate is for 127.0.0.1
beforeEach(() => double.reset());

const login = {user: 'salon', password: {env: 'AUTOMATION_SMTP'}};
const tls = {port: double.tlsPort, security: 'tls'};
const one = async (settings, secret) => (await send({...double.settings, ...settings}, [delivery()], secret))[0];

test('STARTTLS and TLS, with a login and without', async () => {
    for (const more of [{}, login, tls, {...tls, ...login}]) {
        assert.equal((await one(more, 'secret-word')).kind, 'accepted', JSON.stringify(more));
    }
    const mails = await double.mails();
    assert.deepEqual(mails.map(({secure}) => secure), [true, true, true, true]);
    assert.deepEqual(mails.map(({login: user}) => user), [null, 'salon', null, 'salon']);
});

test('a hundred mails over one connection, and many over four', async () => {
    const many = Array.from({length: 90}, () => delivery());
    const outcomes = await send({...double.settings, ...login, max_connections: 1}, many, 'secret-word');
    assert.ok(outcomes.every(({kind}) => kind === 'accepted'));
    assert.deepEqual([...new Set(outcomes.map(({id}) => id))].length, 90);
    const {mails, ids, connections, logins} = await double.stats();
    assert.deepEqual({mails, ids, connections, logins}, {mails: 90, ids: 90, connections: 1, logins: 1});
    await double.reset();
    await send(double.settings, Array.from({length: 300}, () => delivery()));
    const later = await double.stats();
    assert.equal(later.ids, 300);
    assert.ok(later.connections <= 8, `${later.connections} connections`);
});

test('a certificate that is not trusted, or another host\'s, breaks the channel and nothing is sent', async () => {
    const system = {ca_file: '/etc/ssl/certs/ca-certificates.crt'};
    for (const more of [system, {...tls, ...system}, elsewhere.settings, {...elsewhere.settings, ...tls, port: elsewhere.tlsPort}]) {
        const {kind, code, detail} = await one({...more, ...login}, 'secret-word');
        assert.deepEqual([kind, code], ['channel_broken', 'curl 60'], detail);
        assert.match(detail, /certificate/);
    }
    for (const {mails, logins} of [await double.stats(), await elsewhere.stats()]) assert.deepEqual([mails, logins], [0, 0]);
});

test('TLS where STARTTLS is spoken and the other way round', async () => {
    assert.equal((await one({security: 'tls'})).kind, 'channel_waits');
    assert.equal((await one({port: double.tlsPort, security: 'starttls', connect_timeout: 1, timeout: 2})).kind, 'channel_waits');
    assert.equal((await double.stats()).mails, 0);
});

test('a wrong password breaks the channel, and is not told', async () => {
    const outcome = await one(login, 'wrong-hunter2');
    assert.deepEqual([outcome.kind, outcome.code.slice(0, 3)], ['channel_broken', '535']);
    assert.doesNotMatch(JSON.stringify(outcome), /hunter2/);
    await double.set({auth: 'required'});
    assert.deepEqual(await one({}).then(({kind, code}) => [kind, code.slice(0, 3)]), ['channel_broken', '530']);
});

const FAULTS = [
    [{at: 'greeting', reply: '421 4.3.2 busy'}, 'channel_waits', '421 4.3.2'],
    [{at: 'greeting', reply: '554 no'}, 'channel_waits', '554'],
    [{at: 'greeting', drop: true}, 'channel_waits', /curl/],
    [{at: 'ehlo', drop: true}, 'channel_waits', /curl/],
    [{at: 'ehlo', reply: '550 bad name'}, 'channel_broken', '550'],
    [{at: 'starttls', reply: '454 4.7.0 not now'}, 'channel_waits', '454 4.7.0'],
    [{at: 'starttls', reply: '502 no'}, 'channel_broken', '502'],
    [{at: 'starttls', drop: true}, 'channel_waits', /curl/],
    [{at: 'auth', reply: '454 4.7.0 later'}, 'channel_waits', '454 4.7.0'],
    [{at: 'auth', reply: '535 5.7.8 no'}, 'channel_broken', '535 5.7.8'],
    [{at: 'auth', reply: '534 5.7.9 stronger'}, 'channel_broken', '534 5.7.9'],
    [{at: 'auth', drop: true}, 'channel_waits', /curl/],
    [{at: 'mail', reply: '550 5.7.1 not as this'}, 'channel_broken', '550 5.7.1'],
    [{at: 'mail', reply: '451 later'}, 'try_again', '451'],
    [{at: 'mail', reply: '552 5.3.4 too big'}, 'refused', '552 5.3.4'],
    [{at: 'mail', drop: true}, 'try_again', /curl/],
    [{at: 'rcpt', reply: '550 5.1.1 nobody'}, 'refused', '550 5.1.1', true],
    [{at: 'rcpt', reply: '550 5.7.1 policy'}, 'refused', '550 5.7.1'],
    [{at: 'rcpt', reply: '450 4.2.0 later'}, 'try_again', '450 4.2.0'],
    [{at: 'rcpt', reply: '421 4.7.0 enough'}, 'channel_waits', '421 4.7.0'],
    [{at: 'rcpt', drop: true}, 'try_again', /curl/],
    [{at: 'data', reply: '554 no valid recipients'}, 'refused', '554'],
    [{at: 'data', reply: '451 later'}, 'try_again', '451'],
    [{at: 'data', drop: true}, 'try_again', /curl/],
    [{at: 'end', reply: '552 5.2.3 too big'}, 'refused', '552 5.2.3'],
    [{at: 'end', reply: '451 4.3.0 later'}, 'try_again', '451 4.3.0'],
    [{at: 'end', reply: '421 4.3.2 bye'}, 'channel_waits', '421 4.3.2'],
    [{at: 'end', drop: true}, 'unknown', /curl/],
    [{at: 'end', drop: true, keep: true}, 'unknown', /curl/],
];
for (const [fault, kind, code, bad = false] of FAULTS) {
    test(`fault ${JSON.stringify(fault)}: ${kind}`, async () => {
        await double.set({fault, fault_limit: null});
        const outcome = await one(login, 'secret-word');
        assert.equal(outcome.kind, kind, outcome.detail);
        if (code instanceof RegExp) assert.match(outcome.code, code);
        else assert.equal(outcome.code, code);
        assert.equal(outcome.bad_address, bad);
        assert.equal((await double.stats()).mails, fault.keep ? 1 : 0);
    });
}

test('silence in each state ends at the time limit, in doubt only after the whole text', async () => {
    const kinds = {greeting: 'channel_waits', ehlo: 'channel_waits', auth: 'channel_waits', mail: 'try_again', rcpt: 'try_again',
        data: 'try_again', end: 'unknown'};
    for (const [at, kind] of Object.entries(kinds)) {
        await double.set({fault: {at, hang: true}});
        assert.equal((await one({...login, timeout: 1, connect_timeout: 1}, 'secret-word')).kind, kind, at);
    }
});

test('a bad recipient among many is refused alone', async () => {
    await double.set({fault: {at: 'rcpt', reply: '550 5.1.1 nobody'}, fault_for: 'nobody@'});
    const outcomes = await send(double.settings, Array.from({length: 20}, (_, i) =>
        delivery({recipient: i % 5 === 0 ? 'nobody@example.com' : `ann${i}@example.com`})));
    assert.deepEqual(outcomes.map(({kind}) => kind), Array.from({length: 20}, (_, i) => i % 5 === 0 ? 'refused' : 'accepted'));
    assert.equal((await double.stats()).mails, 16);
});

test('whatever an outcome says, it holds no password', async () => {
    await double.set({fault: {at: 'rcpt', reply: '550 5.7.1 secret-word is c2VjcmV0LXdvcmQ='}});
    const outcome = await one(login, 'secret-word');
    assert.match(outcome.detail, /5\.7\.1 \[removed\] is \[removed\]$/);
});
