/* conformance.test.mjs — what mailparser reads of a mail equals what was meant, in all scripts and shapes. */
import {beforeEach, test} from 'node:test';
import assert from 'node:assert/strict';
import {delivery, running, send} from './sending.mjs';

const double = await running();
beforeEach(() => double.reset());

const SCRIPTS = {
    Latin: ['Zoë Ångström', 'Schöne Grüße, naïve façade', 'Größe: 20 €, „Zitat“ – ja'],
    Greek: ['Ελένη Παπαδοπούλου', 'Υπενθύμιση ραντεβού', 'Σας περιμένουμε αύριο.'],
    Cyrillic: ['Анна Каренина', 'Напоминание о записи', 'Ждём вас завтра в 10:00.'],
    Hebrew: ['שרה כהן', 'תזכורת לפגישה', 'נתראה מחר בשעה 10:00.'],
    Arabic: ['فاطمة الزهراء', 'تذكير بالموعد', 'نراك غداً الساعة 10:00.'],
    Devanagari: ['प्रिया शर्मा', 'अपॉइंटमेंट की याद', 'कल मिलते हैं।'],
    Thai: ['สมหญิง ใจดี', 'แจ้งเตือนนัดหมาย', 'พบกันพรุ่งนี้'],
    Han: ['李小龙', '预约提醒', '明天见。https://example.com/预约'],
    Japanese: ['山田花子', 'ご予約のお知らせ', '明日お待ちしております。'],
    Korean: ['김철수', '예약 알림', '내일 뵙겠습니다.'],
    Georgian: ['ნინო', 'შეხსენება', 'ხვალ გნახავთ.'],
    Armenian: ['Անի', 'Հիշեցում', 'Վաղը կտեսնվենք։'],
    Emoji: ['Ann 👩‍🚀', '🎉 Party 👨‍👩‍👧‍👦 🇩🇪', 'See you 😀\u200d!\n🙏🏽'],
    Mixed: ['Ann שרה 李', 'Hi שלום 你好 مرحبا', 'left שמאל right ימין\u200f!'],
};

/* How a reader shows it: line ends as \n, none at the end. */
const shown = text => text.replace(/\r\n/g, '\n').replace(/\n+$/, '');
const unescaped = html => html.replace(/<br>\n?/g, '\n').replace(/<\/p>\n<p[^>]*>/g, '\n\n').replace(/<[^>]*>/g, '')
    .replace(/&lt;/g, '<').replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&#39;/g, '\'').replace(/&amp;/g, '&').trim();

async function sent(deliveries, settings = double.settings) {
    const outcomes = await send({...settings, max_connections: 1}, deliveries);
    assert.deepEqual(outcomes.map(({kind}) => kind), deliveries.map(() => 'accepted'));
    return double.mails();
}

function isMeant({parsed, raw, to, from}, meant) {
    assert.equal(parsed.subject, meant.subject);
    assert.deepEqual(parsed.to, [{address: meant.recipient, name: meant.recipient_name}]);
    assert.equal(shown(parsed.text), shown(meant.body));
    assert.equal(parsed.attachments, 0);
    assert.equal(parsed.messageId, `<${meant.key}@salon.example>`);
    assert.equal(parsed.date, '2025-11-22T09:05:05.000Z');
    assert.deepEqual(to, [meant.recipient]);
    assert.equal(from, 'hello@salon.example');
    assert.match(raw, /^(?:[\x20-\x7e\t]{0,998}\r\n)*$/);
    const headers = raw.slice(0, raw.indexOf('\r\n\r\n')).split('\r\n');
    for (const line of headers) assert.ok(line.length <= 78, line);
}

test('subjects, names and texts in many scripts', async () => {
    const meant = Object.entries(SCRIPTS).map(([script, [name, subject, body]]) =>
        delivery({recipient_name: name, subject, body, language: {Hebrew: 'he', Arabic: 'ar', Han: 'zh'}[script] ?? 'en'}));
    const mails = await sent(meant);
    mails.forEach((mail, i) => {
        isMeant(mail, meant[i]);
        assert.equal(unescaped(mail.parsed.html.replace(/^[^]*<body>/, '')), meant[i].body);
    });
});

test('long ones: subjects of many words and of none, lines of thousands of characters', async () => {
    const meant = [
        delivery({subject: 'word '.repeat(150).trim(), body: 'x'.repeat(1000) + '\n' + 'é'.repeat(5000)}),
        delivery({subject: 'y'.repeat(800), body: ('word '.repeat(400) + '\n').repeat(20)}),
        delivery({subject: '長い件名'.repeat(100), body: '長い行'.repeat(3000), recipient_name: '長い名前'.repeat(30)}),
        delivery({subject: '😀'.repeat(200), body: '😀'.repeat(1000)}),
    ];
    const mails = await sent(meant);
    mails.forEach((mail, i) => {
        const {subject, body} = meant[i];
        assert.equal(mail.parsed.subject, subject);
        assert.equal(shown(mail.parsed.text), shown(body));
        assert.match(mail.raw, /^(?:[\x20-\x7e\t]{0,998}\r\n)*$/);
    });
});

test('dots, From, boundaries, equals signs and blanks at the ends of lines', async () => {
    const bodies = ['.', '..\n.\n...', '.\n.\r\n.', 'From me\n>From you', '--=_x\n--\n-- \nname', 'a=3D b= \nc=\n=', ' leading\n\ttab\t\n',
        'trailing  \nblanks \t\nx', 'https://example.com/?a=1&b=2#c <not a tag> & "quotes" \'x\''];
    const meant = bodies.map(body => delivery({body}));
    const mails = await sent(meant);
    mails.forEach((mail, i) => {
        assert.equal(shown(mail.parsed.text), shown(meant[i].body));
        assert.match(mail.parsed.html, /<p dir="auto">/);
    });
    assert.match(mails.at(-1).parsed.html, /<a href="https:\/\/example\.com\/\?a=1&amp;b=2#c">/);
});

test('names and subjects with what means something in a header', async () => {
    const names = ['Lee, Ann', 'Ann "The Boss" Lee', 'Ann <ann@evil.example>', 'a\\b', '(comment)', '=?UTF-8?Q?x?=', 'O\'Brien', '@', ':;'];
    const meant = names.map(name => delivery({recipient_name: name, subject: `Re: ${name}`}));
    const mails = await sent(meant);
    mails.forEach((mail, i) => isMeant(mail, meant[i]));
});

test('an address in other letters arrives in its ASCII form', async () => {
    await sent([delivery({recipient: 'ann@bücher.example'})]);
    assert.ok((await double.stats()).commands.includes('RCPT TO:<ann@xn--bcher-kva.example>'));
});

test('unsubscribing: both headers, and a link that is the same in both parts', async () => {
    const settings = {...double.settings, unsubscribe_url: 'https://salon.example/u?t={token}', unsubscribe_mailto: 'no+{token}@salon.example'};
    const [mail, booking] = await sent([delivery({unsubscribe_token: 'AbC-_9', language: 'fr'}),
        delivery({unsubscribe_token: 'AbC-_9', transactional: true})], settings);
    assert.match(mail.raw, /\r\nList-Unsubscribe: <https:\/\/salon\.example\/u\?t=AbC-_9>,\r\n <mailto:no\+AbC-_9@salon\.example\?subject=unsubscribe>\r\n/);
    assert.match(mail.raw, /\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n/);
    assert.match(mail.parsed.text, /\nSe désabonner: https:\/\/salon\.example\/u\?t=AbC-_9\n$/);
    assert.match(mail.parsed.html, /<a href="https:\/\/salon\.example\/u\?t=AbC-_9">/);
    assert.match(booking.raw, /\r\nList-Unsubscribe: /);
    assert.doesNotMatch(booking.parsed.text, /salon\.example\/u/);
});

test('the same delivery sent twice is the same to the byte', async () => {
    const one = delivery({subject: 'Grüße', body: 'Zweimal'});
    const [first, second] = await sent([one, one]);
    assert.equal(first.raw, second.raw);
    assert.deepEqual((await double.stats()).repeated, {[`<${one.key}@salon.example>`]: 2});
});

test('a thousand hostile values in every field a lead fills: envelope and headers stay', async () => {
    const PIECES = ['\r\n', '\n', '\r', '\0', '\r\n.\r\n', '.', '<>', '<', '>', '"', '\\', '\r\nBcc: evil@evil.example', ',', ';', ':',
        '\r\nRCPT TO:<evil@evil.example>\r\n', '=?UTF-8?B?DQpCY2M6IGV2aWxAZXZpbC5leGFtcGxl?=', '\u2028', '\u0085', '\u202e', '\t', ' ',
        'é', '日本', '😀', 'שלום', '--=_', '</p><script>', 'A'.repeat(1200), '.'.repeat(300), 'evil@evil.example'];
    let state = 7;
    const random = below => (state = state * 48271 % 2147483647) % below;
    const hostile = () => Array.from({length: 1 + random(5)}, () => PIECES[random(PIECES.length)]).join('');
    const meant = Array.from({length: 1000}, () => delivery({recipient_name: hostile(), subject: `x${hostile()}`, body: hostile(),
        language: hostile(), business_name: hostile()}));
    await send({...double.settings, from: 'hello@salon.example', max_connections: 8}, meant);
    const mails = await double.mails();
    assert.equal(mails.length, 1000);
    const headers = ['date', 'from', 'to', 'subject', 'message-id', 'auto-submitted', 'mime-version', 'content-type'];
    for (const {to, from, raw, parsed} of mails) {
        assert.deepEqual(to, ['ann@example.com']);
        assert.equal(from, 'hello@salon.example');
        assert.deepEqual(parsed.headers, headers);
        assert.deepEqual(parsed.to.map(({address}) => address), ['ann@example.com']);
        assert.equal(parsed.attachments, 0);
        assert.doesNotMatch(raw, /\n\.|[^\r]\n|\r[^\n]/);
    }
    assert.ok((await double.stats()).commands.every(line => !line.includes('evil')));
});
