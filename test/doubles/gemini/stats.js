/* stats.js — what the double has seen, for GET /double/stats.
 *
 * repeats: requests whose prompt had come before (retries are among them); duplicates: those whose prompt had already got
 * a good answer, so the call was wasted. The key's value is never kept.
 */
'use strict';

const HEADERS = ['content-type', 'user-agent', 'accept', 'accept-encoding', 'x-goog-api-client', 'x-server-timeout',
    'x-double-fault'];

class Stats {
    constructor(settings) {
        this.settings = settings;
        this.open = 0;
        this.reset();
    }

    reset() {
        this.requests = 0;
        this.inFlight = 0;
        this.maxInFlight = 0;
        this.aborted = 0;
        this.repeats = 0;
        this.duplicates = 0;
        this.byStatus = {};
        this.byFault = {};
        this.byVersion = {};
        this.bodies = [];
        this.answered = new Map();  // prompt key -> whether it got a good answer
        this.connections = 0;
        this.maxOpen = this.open;
        this.era = (this.era ?? 0) + 1;  // calls begun before a reset must not count after it
    }

    connected(socket) {
        this.connections++;
        this.maxOpen = Math.max(this.maxOpen, ++this.open);
        socket.once('close', () => this.open--);
    }

    /** Counts a request; the returned function ends it, with its status or a word for what happened instead. */
    begin(httpVersion) {
        const era = this.era;
        this.requests++;
        this.byVersion[httpVersion] = (this.byVersion[httpVersion] ?? 0) + 1;
        this.maxInFlight = Math.max(this.maxInFlight, ++this.inFlight);
        return (status, fault) => {
            if (era !== this.era) return;
            this.inFlight--;
            this.byStatus[status] = (this.byStatus[status] ?? 0) + 1;
            if (status === 'aborted') this.aborted++;
            if (fault) this.byFault[fault] = (this.byFault[fault] ?? 0) + 1;
        };
    }

    keep(request, body) {
        const headers = {};
        for (const name of HEADERS) {
            if (request.headers[name] !== undefined) headers[name] = request.headers[name];
        }
        const url = request.url.replace(/([?&]key=)[^&]*/, '$1…');
        this.bodies.push({method: request.method, url, http: request.httpVersion, headers,
            key_in_header: request.headers['x-goog-api-key'] !== undefined, body});
        while (this.bodies.length > this.settings.keep_bodies) this.bodies.shift();
    }

    prompted(key) {
        const answered = this.answered.get(key);
        if (answered !== undefined) this.repeats++;
        if (answered) this.duplicates++;
        else this.answered.set(key, false);
    }

    satisfied(key) {
        this.answered.set(key, true);
    }

    snapshot() {
        return {
            requests: this.requests, in_flight: this.inFlight, max_in_flight: this.maxInFlight, aborted: this.aborted,
            by_status: this.byStatus, by_fault: this.byFault, by_http_version: this.byVersion,
            distinct_prompts: this.answered.size, repeats: this.repeats, duplicates: this.duplicates,
            connections: {total: this.connections, open: this.open, max_open: this.maxOpen}, bodies_seen: this.bodies,
        };
    }
}

module.exports = {Stats};
