/* settings.js — what a test can set for all calls of a running double, by POST /double/settings. */
'use strict';

const {parse} = require('./faults');

const isNumber = (low, high) => value => typeof value === 'number' && value >= low && value <= high;
const orNull = check => value => value === null || check(value);
const isText = value => typeof value === 'string';
const isAnswer = value => typeof value === 'object' && isText(value?.subject) && isText(value?.body);

/* name: [default, check, what to write instead] */
const KNOWN = {
    fault: [null, orNull(value => isText(value) && parse(value) !== undefined), 'the name of a fault, or null'],
    fail_ratio: [1, isNumber(0, 1), 'the share of calls that get the fault, 0 to 1'],
    fault_limit: [null, orNull(isNumber(0, 1e9)), 'how many calls get the fault at most, or null'],
    match: [null, orNull(isText), 'text that the user text of such a call contains, or null'],
    delay_ms: [0, isNumber(0, 600000), 'milliseconds before every answer'],
    retry_delay_ms: [null, orNull(isNumber(0, 86400000)), 'what RetryInfo of a 429 says, or null for its own'],
    answer: [null, orNull(isAnswer), '{"subject": "...", "body": "..."} for every good answer, or null'],
    keep_bodies: [20, isNumber(0, 10000), 'how many requests /double/stats shows'],
    seed: [1, Number.isInteger, 'a whole number; the same one hits the same calls'],
};

const defaults = () => Object.fromEntries(Object.entries(KNOWN).map(([name, [value]]) => [name, value]));

/** The first thing wrong with `changes`, in words, or undefined. */
function problem(changes) {
    if (typeof changes !== 'object' || changes === null || Array.isArray(changes)) return 'an object is needed';
    for (const name in changes) {
        if (!Object.hasOwn(KNOWN, name)) return `unknown setting ${name}; there are ${Object.keys(KNOWN).join(', ')}`;
        const [, check, hint] = KNOWN[name];
        if (!check(changes[name])) return `${name} must be ${hint}`;
    }
    return undefined;
}

module.exports = {defaults, problem};
