/* answers.js — the good answer: a short, plausible message that a careful reader would send.
 *
 * Deterministic: the same prompt gets the same words. It greets by the first name of the data and speaks of the goal in
 * general words; no digit, link, placeholder or name of anybody else ever gets in, whatever the prompt says.
 */
'use strict';

const prompt = require('./prompt');

/* The first pattern that the goal matches decides; the last one always does. */
const THEMES = [
    [/cancel/i, 'About your cancelled booking',
        ['we saw that your booking was cancelled and would be glad to find another time with you.',
            'we are sorry that it did not work out this time; just answer and we will find a new one.']],
    [/no.?show|missed/i, 'We missed you',
        ['we are sorry that we missed you and would be glad to see you another time.']],
    [/remind/i, 'A reminder of your booking',
        ['this is a short reminder of your upcoming booking. We look forward to seeing you.']],
    [/confirm/i, 'Your booking',
        ['thank you for your booking. We have noted it and look forward to seeing you.']],
    [/feedback|review|session|how it went/i, 'How was it?',
        ['thank you for your visit. We would love to hear how it went for you.',
            'it was good to have you with us. Please tell us how you liked it.']],
    [/welcome|new lead|enquir|inquir|interest|sign.?up/i, 'Thank you for getting in touch',
        ['thank you for your interest. We are happy to answer your questions and to help you with the next step.',
            'welcome, and thank you for writing to us. Tell us what you have in mind and we will take it from there.']],
    [/answer the|they sent|their message/i, 'Thank you for your message',
        ['thank you for your message. We will look into it and come back to you soon.']],
    [/no contact|silen|check.?in|quiet|in touch/i, 'Just checking in',
        ['we have not heard from each other for a while and wanted to ask how things are going.',
            'it has been some time since we last spoke. Is there anything that we can do for you?']],
    [/(?:)/, 'A short note for you',
        ['we wanted to follow up with you. If there is anything that you need, simply answer this message.']],
];

const CLOSING = '\n\nIf anything is unclear, simply answer this message. We are glad to help.';

function pick(list, text) {
    let sum = 0;
    for (let i = 0; i < text.length; i++) sum = (sum * 31 + text.charCodeAt(i)) >>> 0;
    return list[sum % list.length];
}

/** The message {subject, body} for what prompt.read() found. */
function mail({goal, firstName, channel}) {
    const [, subject, sentences] = THEMES.find(([pattern]) => pattern.test(goal));
    const greeting = firstName === '' ? 'Hello,' : `Hello ${firstName},`;
    const sentence = pick(sentences, goal + firstName);
    if (channel === 'sms' || channel === 'whatsapp') return {subject, body: `${greeting} ${sentence}`};
    return {subject, body: `${greeting}\n\n${sentence}${CLOSING}`};
}

const EMPTY = {STRING: '', NUMBER: 0, INTEGER: 0, BOOLEAN: false, ARRAY: [], OBJECT: {}, NULL: null};

/** The text as the request's output format wants it: JSON by the schema, or plain. */
function text(request, message) {
    const {responseMimeType, responseSchema} = request.generationConfig ?? {};
    if (responseMimeType !== 'application/json') return `${message.subject}\n\n${message.body}`;
    if (responseSchema?.properties === undefined) return JSON.stringify(message);
    const names = Object.keys(responseSchema.properties);
    const order = responseSchema.propertyOrdering ?? [];
    names.sort((a, b) => order.indexOf(a) - order.indexOf(b));
    return JSON.stringify(Object.fromEntries(names.map(name =>
        [name, message[name] ?? EMPTY[responseSchema.properties[name].type] ?? null])));
}

const THOUGHTS = {MINIMAL: 0, LOW: 24, MEDIUM: 96, HIGH: 384};

function thoughtTokens(request, model) {
    const {thinkingBudget, thinkingLevel} = request.generationConfig?.thinkingConfig ?? {};
    if (thinkingBudget !== undefined && Number(thinkingBudget) >= 0) return Math.min(Number(thinkingBudget), THOUGHTS.HIGH);
    return THOUGHTS[thinkingLevel ?? model.thinks] ?? THOUGHTS.MEDIUM;
}

/** usageMetadata whose total is the sum of its parts; what is 0 is left out, as in the service. */
function usage(prompted, written, thought) {
    return {
        promptTokenCount: prompted,
        ...(written > 0 && {candidatesTokenCount: written}),
        totalTokenCount: prompted + written + thought,
        promptTokensDetails: [{modality: 'TEXT', tokenCount: prompted}],
        ...(thought > 0 && {thoughtsTokenCount: thought}),
    };
}

/** The response around `candidate`; `written` and `thought` are its token counts. */
function response(call, candidate, written, thought) {
    return {
        candidates: [{...candidate, index: 0}],
        usageMetadata: usage(prompt.promptTokens(call.request), written, thought),
        modelVersion: call.model.name,
        responseId: call.id,
    };
}

/** MAX_TOKENS with a candidate that has no parts: all tokens went into thinking. */
function cutShort(call) {
    const limit = Number(call.request.generationConfig?.maxOutputTokens ?? 64);
    return response(call, {content: {role: 'model'}, finishReason: 'MAX_TOKENS'}, 0, limit);
}

/** A response that says `said`, STOP unless another reason is given; too long for maxOutputTokens, it is cut short. */
function saying(call, said, finishReason = 'STOP') {
    const written = prompt.tokens(said);
    const thought = thoughtTokens(call.request, call.model);
    if (written + thought > Number(call.request.generationConfig?.maxOutputTokens ?? 65536)) return cutShort(call);
    return response(call, {content: {parts: [{text: said}], role: 'model'}, finishReason}, written, thought);
}

/** The normal answer; `override` {subject, body} replaces the words. */
function normal(call, override) {
    return saying(call, text(call.request, override ?? mail(prompt.read(call.request))));
}

module.exports = {cutShort, mail, normal, response, saying, text, usage};
