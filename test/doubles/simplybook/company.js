/* company.js — the bookings of one company and the filters over them, as the real service applies them.
 *
 * Times are naive text in the company's zone, everything else that looks like a number is text, too.
 */
'use strict';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIME = /^\d{2}:\d{2}:\d{2}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/;

const TYPES = {
    all: () => true,
    non_cancelled: booking => booking.is_confirm === '1',
    cancelled: booking => booking.is_confirm === '0',
};
const by = (key, sign = 1) => (a, b) => a[key] === b[key] ? 0 : a[key] < b[key] ? -sign : sign;
const ORDERS = {record_date: by('record_date', -1), start_date: by('start_date', -1), start_date_asc: by('start_date')};

/* prefix of the filter's keys -> the booking's moment that they bound */
const SPANS = {'': 'start_date', 'created_': 'record_date', 'edited_': 'edited'};

class Company {
    constructor({name, user, password, timezone}) {
        Object.assign(this, {name, user, password, timezone});
        this.reset();
    }

    reset() {
        this.bookings = new Map();
    }

    /** The company's clock: "YYYY-MM-DD HH:MM:SS", `ms` from now. */
    localTime(ms = 0) {
        return new Intl.DateTimeFormat('sv-SE', {timeZone: this.timezone, dateStyle: 'short', timeStyle: 'medium'})
            .format(new Date(Date.now() + ms));
    }

    /** Adds a booking or changes the one with its id; it counts as edited now unless `edited` says otherwise. */
    put(change) {
        const id = String(change.id);
        const before = this.bookings.get(id) ?? {
            id, record_date: this.localTime(), is_confirm: '1', client: 'Client', client_id: `c${id}`, client_email: null,
            client_phone: null, unit: 'Bob', unit_id: '2', event: 'Massage', event_id: '3', code: `code${id}`,
            status: null, comment: null, text: 'Massage', payment_status: null, payment_system: null,
        };
        const now = {...before, edited: this.localTime(), ...change, id};
        for (const key of ['start_date', 'end_date', 'record_date', 'edited']) {
            if (typeof now[key] !== 'string' || !MOMENT.test(now[key])) throw new Error(`${key} must be YYYY-MM-DD HH:MM:SS`);
        }
        this.bookings.set(id, now);
        return now;
    }

    remove(id) {
        return this.bookings.delete(String(id));
    }

    /** {list} or {wrong: a text}: an unknown key or a value in another form is refused, not ignored. */
    list(filter, {edited_filter: knowsEdited}) {
        if (typeof filter !== 'object' || filter === null || Array.isArray(filter)) return {wrong: 'a filter is needed'};
        const tests = [];
        const rest = {...filter};
        for (const [prefix, key] of Object.entries(SPANS)) {
            if (prefix === 'edited_' && !knowsEdited) continue;
            for (const [end, fits] of [['from', (value, bound) => value >= bound], ['to', (value, bound) => value <= bound]]) {
                const date = rest[`${prefix}date_${end}`];
                const time = rest[`${prefix}time_${end}`];
                delete rest[`${prefix}date_${end}`];
                delete rest[`${prefix}time_${end}`];
                if (date === undefined && time === undefined) continue;
                if (!DATE.test(date ?? '')) return {wrong: `${prefix}date_${end} must be YYYY-MM-DD`};
                if (time !== undefined && !TIME.test(time)) return {wrong: `${prefix}time_${end} must be HH:MM:SS`};
                const bound = `${date} ${time ?? (end === 'from' ? '00:00:00' : '23:59:59')}`;
                tests.push(booking => fits(booking[key], bound));
            }
        }
        const {booking_type: type = 'non_cancelled', order = 'start_date', ...unknown} = rest;
        if (Object.keys(unknown).length > 0) return {wrong: `unknown filter ${Object.keys(unknown)[0]}`};
        if (!Object.hasOwn(TYPES, type)) return {wrong: `unknown booking_type ${type}`};
        if (!Object.hasOwn(ORDERS, order)) return {wrong: `unknown order ${order}`};
        const found = [...this.bookings.values()].filter(booking => TYPES[type](booking) && tests.every(test => test(booking)));
        return {list: found.sort(ORDERS[order]).map(({edited, ...told}) => told)};
    }

    /** As the service tells a single booking: other names, and nothing of the client but the number. */
    details(id) {
        const booking = this.bookings.get(String(id));
        if (booking === undefined) return undefined;
        const {start_date: starts, end_date: ends, event, unit, is_confirm: confirmed, client, client_email: email,
            client_phone: phone, edited, text, comment, status, ...rest} = booking;
        return {...rest, is_confirmed: confirmed, event_name: event, unit_name: unit, start_date_time: starts,
            end_date_time: ends, company_login: this.name,
            status: status === null ? null : {id: status, name: `Status ${status}`, color: '#fff', is_default: false}};
    }
}

module.exports = {Company};
