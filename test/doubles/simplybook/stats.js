/* stats.js — the calls that the double has seen, for GET /double/stats. Passwords and tokens are never kept. */
'use strict';

class Stats {
    constructor() {
        this.reset();
    }

    reset() {
        this.calls = [];
    }

    /** Notes a call; the returned function completes it with what became of it. */
    begin() {
        const call = {at: Date.now(), method: null, params: null, outcome: 'aborted'};
        this.calls.push(call);
        return call;
    }

    snapshot() {
        const count = {};
        const outcomes = {};
        for (const {method, outcome} of this.calls) {
            count[method] = (count[method] ?? 0) + 1;
            outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
        }
        const gaps = this.calls.slice(1).map((call, i) => call.at - this.calls[i].at);
        return {requests: this.calls.length, count, outcomes, calls: this.calls,
            shortest_gap_ms: gaps.length > 0 ? Math.min(...gaps) : null};
    }
}

module.exports = {Stats};
