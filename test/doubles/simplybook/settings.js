/* settings.js — what a test can set for a running double, by POST /double/settings. */
'use strict';

const isNumber = (low, high) => value => typeof value === 'number' && value >= low && value <= high;

const FAULTS = ['status-500', 'status-403', 'html', 'not-json', 'no-list', 'null-result', 'oversized', 'hang', 'drop',
    'echo-secret', 'rpc-error', 'id-gone'];
const isFault = value => value === null || FAULTS.includes(value);

/* name: [default, check, what to write instead] */
const KNOWN = {
    fault: [null, isFault, `null or one of ${FAULTS.join(', ')}`],
    fault_for: [null, value => value === null || typeof value === 'string', 'the method that gets the fault, or null for all'],
    fault_limit: [null, value => value === null || isNumber(0, 1e9)(value), 'how many calls get it at most, or null'],
    min_interval_ms: [1000, isNumber(0, 60000), 'least milliseconds between two calls; faster ones get a 403'],
    token_life_ms: [3600000, isNumber(0, 1e9), 'how long a token is good'],
    delay_ms: [0, isNumber(0, 600000), 'milliseconds before every answer'],
    edited_filter: [true, value => typeof value === 'boolean', 'whether edited_... are known filters'],
    blocked: [false, value => typeof value === 'boolean', 'whether every login is refused as blocked'],
    oversized_from: [null, value => value === null || isNumber(1, 1e6)(value),
        'pads a list of that many bookings or more to 6 MB, or null'],
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
