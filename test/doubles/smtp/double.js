/* double.js — what the double remembers: mails taken, dialogue seen, the fault that is due. */
'use strict';

const {simpleParser} = require('mailparser');
const settings = require('./settings');

class Double {
    constructor({user, password}) {
        Object.assign(this, {user, password});
        this.settings = settings.defaults();
        this.reset();
    }

    reset() {
        Object.assign(this.settings, settings.defaults());
        this.mails = [];
        this.stats = {connections: 0, secure: 0, logins: 0, commands: []};
    }

    due(state, about) {
        const {fault, fault_limit: limit, fault_for: whom} = this.settings;
        const fits = fault?.at === state && limit !== 0 && (whom === null || about.includes(whom));
        return fits ? fault : undefined;
    }

    /** The fault for that state, if one is due; it is counted. */
    take(state, about = '') {
        const fault = this.due(state, about);
        if (fault !== undefined && this.settings.fault_limit !== null) this.settings.fault_limit--;
        return fault;
    }

    /** A mail that counts as delivered. Its Message-ID is read as a server does that only counts. */
    keep(raw, envelope, secure, login) {
        const text = raw.toString('latin1');
        const id = /^message-id:\s*(\S+)/im.exec(text.slice(0, text.indexOf('\r\n\r\n') + 2))?.[1] ?? '';
        const {mailFrom, rcptTo} = envelope;
        this.mails.push({id, from: mailFrom && mailFrom.address, to: rcptTo.map(({address}) => address), secure, login,
            raw: this.settings.keep_raw ? raw : undefined});
        return `id=${this.mails.length}`;
    }

    /** {mails, ids, repeated}: how many came, of how many different Message-IDs, and which came more than once. */
    counts() {
        const count = new Map();
        for (const {id} of this.mails) count.set(id, (count.get(id) ?? 0) + 1);
        return {mails: this.mails.length, ids: count.size,
            repeated: Object.fromEntries([...count].filter(([, times]) => times > 1)), ...this.stats};
    }

    /** Each mail as mailparser reads it, beside its envelope and its own bytes. */
    parsed() {
        return Promise.all(this.mails.map(async ({raw, ...mail}) => {
            if (raw === undefined) return mail;
            const {subject, from, to, replyTo, date, messageId, text, html, headerLines, attachments} = await simpleParser(raw, {skipHtmlToText: true, skipTextToHtml: true});
            return {...mail, raw: raw.toString('latin1'), parsed: {subject, from: from?.value, to: to?.value,
                replyTo: replyTo?.value, date, messageId, text, html, attachments: attachments.length,
                headers: headerLines.map(({key}) => key)}};
        }));
    }
}

module.exports = {Double};
