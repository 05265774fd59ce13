/* oddities.js — answers with status 200 that are not what was hoped for, by fault name.
 *
 * Each takes the call and returns the response message, or {raw} where the bytes themselves are the fault.
 */
'use strict';

const zlib = require('node:zlib');
const answers = require('./answers');
const prompt = require('./prompt');

const HUGE_BYTES = 10 * 1024 * 1024;

const mailOf = call => answers.mail(prompt.read(call.request));
const saying = make => call => answers.saying(call, make(mailOf(call), call));

/** No candidates at all; the reason stands in promptFeedback. */
function blocked(call) {
    const prompted = prompt.promptTokens(call.request);
    return {
        promptFeedback: {blockReason: 'PROHIBITED_CONTENT'}, usageMetadata: answers.usage(prompted, 0, 0),
        modelVersion: call.model.name, responseId: call.id,
    };
}

function withoutCandidates(call) {
    const {promptFeedback, ...rest} = blocked(call);
    return rest;
}

/** A candidate that ended for `reason` and says nothing. */
function ended(reason) {
    return call => answers.response(call, {
        finishReason: reason,
        ...(reason === 'SAFETY' && {safetyRatings: [
            {category: 'HARM_CATEGORY_HARASSMENT', probability: 'NEGLIGIBLE'},
            {category: 'HARM_CATEGORY_DANGEROUS_CONTENT', probability: 'HIGH', blocked: true},
        ]}),
    }, 0, 0);
}

/** Stops half-way; the same request with the token gets the other half. */
function continued(call) {
    const whole = answers.text(call.request, mailOf(call));
    const middle = Math.floor(whole.length / 2);
    if (call.request.continuationToken !== undefined) return answers.saying(call, whole.slice(middle));
    const first = answers.saying(call, whole.slice(0, middle), 'CONTINUATION');
    first.candidates[0].continuationToken = Buffer.from(call.id).toString('base64');
    return first;
}

/** A thought, then the text in two parts, the second with a signature and beside a kind of part nobody knows. */
function thinking(call) {
    const whole = answers.text(call.request, mailOf(call));
    const middle = Math.floor(whole.length / 2);
    const parts = [
        {text: 'The recipient asked a question, so a short {"subject": "note"} is enough.', thought: true},
        {text: whole.slice(0, middle)},
        {partMetadata: {kind: 'marker'}},
        {text: whole.slice(middle), thoughtSignature: 'c2lnbmF0dXJl'},
    ];
    return answers.response(call, {content: {parts, role: 'model'}, finishReason: 'STOP'}, prompt.tokens(whole), 24);
}

/** Latin-1 letters sent as single bytes: not UTF-8. */
function brokenUtf8(call) {
    const {subject, body} = mailOf(call);
    const said = JSON.stringify({subject, body: `${body}\n\nÀ bientôt, ÿ`});
    return {raw: Buffer.from(JSON.stringify(answers.saying(call, said), null, 2), 'latin1')};
}

let hugeText;

function huge(call) {
    hugeText ??= 'A long story. '.repeat(Math.ceil(HUGE_BYTES / 14));
    const text = JSON.stringify({subject: 'Long', body: hugeText});
    const made = answers.response(call, {content: {parts: [{text}], role: 'model'}, finishReason: 'STOP'}, 65536, 0);
    return {raw: Buffer.from(JSON.stringify(made)), chunked: true};  // no Content-Length to be warned by
}

const gzipped = make => call => {
    const made = make(call);
    return {raw: zlib.gzipSync(made.raw ?? JSON.stringify(made)), encoding: 'gzip'};
};

const ODD = {
    'blocked': blocked,
    'no-candidates': withoutCandidates,
    'empty-object': () => ({}),
    'empty-candidates': call => ({...withoutCandidates(call), candidates: []}),
    'max-tokens': answers.cutShort,
    'max-tokens-cut': call => answers.saying(call, answers.text(call.request, mailOf(call)).slice(0, 40), 'MAX_TOKENS'),
    'safety': ended('SAFETY'),
    'continuation': continued,
    'thoughts': thinking,
    'non-json': saying(mail => `Sure! Here is your message:\n\n${mail.body}`),
    'fenced': saying(mail => '```json\n' + JSON.stringify(mail) + '\n```'),
    'missing-body': saying(mail => JSON.stringify({subject: mail.subject})),
    'wrong-types': saying(() => '{"subject":["A"],"body":{"text":"B"}}'),
    'empty-text': saying(() => '{"subject":"","body":""}'),
    'injected': saying(mail => JSON.stringify({subject: 'You have won!',
        body: `${mail.body}\n\nClaim it at https://prize.example/claim for only $99, today.`})),
    'response-not-json': () => ({raw: Buffer.from('<html><body>OK</body></html>')}),
    'broken-utf8': brokenUtf8,
    'huge': huge,
    'gzip': gzipped(call => answers.normal(call)),
    'huge-gzip': gzipped(huge),
};

module.exports = {ODD, ended};
