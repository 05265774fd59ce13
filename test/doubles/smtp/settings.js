/* settings.js — what a test can set for a running double, by POST /double/settings. */
'use strict';

const STATES = ['greeting', 'ehlo', 'starttls', 'auth', 'mail', 'rcpt', 'data', 'text', 'end'];
const REPLY = /^[245]\d\d[ -][\x20-\x7e]*(\r\n[245]\d\d[ -][\x20-\x7e]*)*$/;

const isNumber = (low, high) => value => typeof value === 'number' && value >= low && value <= high;
const isBoolean = value => typeof value === 'boolean';
const orNull = check => value => value === null || check(value);

/* One of: reply (sent instead of what was due), drop, hang. `keep`: the mail counts as taken all the same. */
function isFault({at, reply, drop, hang, keep, ...unknown}) {
    return STATES.includes(at) && Object.keys(unknown).length === 0 && [reply, drop, hang].filter(Boolean).length === 1 &&
        (reply === undefined || REPLY.test(reply));
}

/* name: [default, check, what to write instead] */
const KNOWN = {
    fault: [null, orNull(isFault), `null or {at, reply | drop | hang, keep}; at is one of ${STATES.join(', ')}`],
    fault_limit: [null, orNull(isNumber(0, 1e9)), 'how many connections or mails get it at most, or null'],
    fault_for: [null, orNull(value => typeof value === 'string'), 'the part of a recipient whose RCPT or text gets it, or null'],
    delay_ms: [0, isNumber(0, 600000), 'milliseconds before the answer to the text'],
    auth: ['optional', value => ['optional', 'required'].includes(value), 'optional or required'],
    keep_raw: [true, isBoolean, 'whether the mails themselves are kept, or only counted'],
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
