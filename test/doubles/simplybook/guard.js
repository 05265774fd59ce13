/* guard.js — who may ask, and how often: tokens that expire, and one call at a time with a pause between them. */
'use strict';

const crypto = require('node:crypto');

class Guard {
    constructor(settings) {
        this.settings = settings;
        this.reset();
    }

    reset() {
        this.tokens = new Map();  // token -> when it was given out
        this.last = undefined;
    }

    /** False when this call comes too soon after the one before. */
    inTime() {
        const now = performance.now();
        const soon = this.last !== undefined && now - this.last < this.settings.min_interval_ms;
        this.last = now;
        return !soon;
    }

    giveToken() {
        const token = crypto.randomBytes(32).toString('hex');
        this.tokens.set(token, performance.now());
        return token;
    }

    isGood(token) {
        const given = this.tokens.get(token);
        return given !== undefined && performance.now() - given < this.settings.token_life_ms;
    }

    expireAll() {
        this.tokens.clear();
    }
}

module.exports = {Guard};
