/* faults.js — what can be asked to go wrong, and for which call it does.
 *
 * A fault is named by the x-double-fault header, by the model, or by the settings, in this order; "force-" before the name
 * means nothing. "-once" and "-twice" after it: that many times per prompt, then all is well. slow-<ms> is late and good,
 * finish-<reason> ends with any finish reason, hang never answers, drop kills the connection (with HTTP/2: all its
 * streams), reset only this call, drop-mid breaks off half-way through the answer.
 */
'use strict';

const errors = require('./errors');
const {JSON_TYPE} = errors;
const {ODD, ended} = require('./oddities');
const answers = require('./answers');

const TIMES = {once: 1, twice: 2};
const ENDS = new Set(['drop', 'drop-mid', 'hang', 'reset']);
const QUOTAS = {'429': 'minute', '429-daily': 'day', '429-tokens': 'tokens'};

/* Own keys only: a model may well be called "constructor". */
const of = (table, name) => Object.hasOwn(table, name) ? table[name] : undefined;

function ok(made) {
    const body = made.raw ?? JSON.stringify(made, null, 2);
    return {status: 200, type: JSON_TYPE, body, chunked: made.chunked, encoding: made.encoding};
}

function maker(name) {
    const failure = of(errors.PLAIN, name);
    if (failure !== undefined) return failure;
    const quota = of(QUOTAS, name);
    if (quota !== undefined) return (call, settings) => errors.quota(quota, call.asked, settings.retry_delay_ms ?? undefined);
    if (name === '404') return call => errors.noModel(call.asked, call.version, 'generateContent');
    const odd = of(ODD, name);
    if (odd !== undefined) return call => ok(odd(call));
    const reason = /^finish-([a-z-]+)$/.exec(name);
    if (reason !== null) {
        const make = ended(reason[1].toUpperCase().replaceAll('-', '_'));
        return call => ok(make(call));
    }
    if (ENDS.has(name)) return (call, settings) => ({...ok(answers.normal(call, settings.answer)), ends: name});
    return undefined;
}

const parsed = new Map();

function parseNew(name) {
    const slow = /^slow-(\d{1,6})$/.exec(name);
    if (slow !== null) return {name, delay: Number(slow[1])};
    const [, base, times] = /^(?:force-)?(.+?)(?:-(once|twice))?$/.exec(name) ?? [];
    const make = base && maker(base);
    return make && {name, make, times: TIMES[times] ?? Infinity};
}

/** The fault of that name, or undefined when no fault is called so. */
function parse(name) {
    if (!parsed.has(name)) {
        if (parsed.size > 1000) parsed.clear();  // names come from outside
        parsed.set(name, parseNew(name));
    }
    return parsed.get(name);
}

/** Decides about faults for one double, and remembers how often each prompt has had one. */
class Faults {
    constructor(settings) {
        this.settings = settings;
        this.reset();
    }

    reset() {
        this.had = new Map();
        this.ordered = 0;
        this.state = this.settings.seed;
    }

    /* mulberry32: a seeded generator, so that fail_ratio hits the same calls in every run. */
    random() {
        this.state = (this.state + 0x6d2b79f5) | 0;
        let x = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
        x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
        return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
    }

    /* The settings' fault, for the share, the number and the texts of calls that they say. */
    fromSettings(call) {
        const {fault, fail_ratio: ratio, fault_limit: limit, match} = this.settings;
        if (fault === null || (match !== null && !call.text.includes(match))) return undefined;
        if (this.ordered >= (limit ?? Infinity) || (ratio < 1 && this.random() >= ratio)) return undefined;
        this.ordered++;
        return parse(fault);
    }

    /** The outcome for `call`; `named` is the fault of its header or model. */
    outcome(call, named) {
        const fault = named ?? this.fromSettings(call);
        const delay = fault?.delay ?? this.settings.delay_ms;
        if (fault?.make !== undefined && this.claim(fault, call)) {
            return {...fault.make(call, this.settings), delay, fault: fault.name};
        }
        return {...ok(answers.normal(call, this.settings.answer)), delay, good: true,
            fault: fault?.delay && fault.name};
    }

    claim(fault, call) {
        if (fault.times === Infinity) return true;
        const key = `${fault.name} ${call.key}`;
        const had = this.had.get(key) ?? 0;
        this.had.set(key, had + 1);
        return had < fault.times;
    }
}

module.exports = {Faults, parse};
