/* prompt.js — reads a request's texts: what was asked, about whom, and what makes two requests "the same prompt".
 *
 * The expected layout is fixed text in systemInstruction, then GOAL: …, then <data-NONCE>{json}</data-NONCE> in the
 * user's text. Nothing of it is required: a text without it gets a plain answer.
 */
'use strict';

const crypto = require('node:crypto');

const DATA = /<(data-[0-9A-Za-z]+)>\s*([\s\S]*?)\s*<\/\1>/;

function textOf(content) {
    return (content?.parts ?? []).map(part => part.text ?? '').join('');
}

/** All text of the last turn that the user wrote. */
function userText(request) {
    const turns = (request.contents ?? []).filter(content => content.role !== 'model');
    return textOf(turns[turns.length - 1]);
}

/** Identifies a prompt over its attempts: the nonce of the data fence is drawn anew for each, so it does not count. */
function key(text) {
    return crypto.createHash('sha1').update(text.replace(/data-[0-9A-Za-z]+>/g, 'data>')).digest('base64');
}

function dataOf(text) {
    const found = DATA.exec(text);
    if (found === null) return {};
    try {
        const data = JSON.parse(found[2]);
        return typeof data === 'object' && data !== null ? data : {};
    } catch {
        return {};
    }
}

/* What does not look like a name (a link, a number, a sentence) is not greeted. */
const NAME = /^[\p{L}\p{M}'’. -]{1,60}$/u;

function firstName(data) {
    for (const holder of [data, data.lead, data.recipient]) {
        const name = holder?.first_name ?? holder?.lead_first_name;
        if (typeof name === 'string' && NAME.test(name.trim())) return name.trim();
    }
    return '';
}

/** {goal, firstName, channel}: whatever the texts tell, '' for what they do not. */
function read(request) {
    const system = textOf(request.systemInstruction);
    const user = userText(request);
    return {
        goal: /^\s*GOAL:[ \t]*(.*)$/m.exec(user)?.[1] ?? '',
        firstName: firstName(dataOf(user)),
        channel: (/\bchannel: *(\w+)/i.exec(system) ?? /\b(email|sms|whatsapp)\b/i.exec(system))?.[1].toLowerCase() ?? '',
    };
}

/** A count that grows with the text as tokens do; the real tokenizer is not needed. */
const tokens = text => text === '' ? 0 : Math.ceil(Buffer.byteLength(text) / 4);

function promptTokens(request) {
    return (request.contents ?? []).reduce((sum, content) => sum + tokens(textOf(content)),
        tokens(textOf(request.systemInstruction)));
}

module.exports = {key, promptTokens, read, tokens, userText};
