/* bookings.test.js — lists, filters, single bookings, faults. */
'use strict';

const {beforeEach, before, test} = require('node:test');
const assert = require('node:assert/strict');
const {running} = require('./testing');

const starting = running({timezone: 'America/New_York'});
let double;
before(async () => { double = await starting; });
beforeEach(async () => {
    await double.control('reset');
    await double.control('settings', {min_interval_ms: 0});
});

const at = day => ({start_date: `${day} 09:00:00`, end_date: `${day} 10:00:00`, record_date: '2026-01-01 00:00:00',
    edited: `${day} 12:00:00`});
const ids = async filter => (await double.admin('getBookings', [filter])).result.map(one => one.id);

test('the filters are honoured exactly, bounds included', async () => {
    for (const [id, day] of [[1, '2026-03-01'], [2, '2026-03-02'], [3, '2026-03-03']]) await double.control('bookings', {id, ...at(day)});
    assert.deepEqual(await ids({date_from: '2026-03-02', order: 'start_date_asc'}), ['2', '3']);
    assert.deepEqual(await ids({date_from: '2026-03-01', date_to: '2026-03-02', order: 'start_date_asc'}), ['1', '2']);
    assert.deepEqual(await ids({edited_date_from: '2026-03-02', edited_time_from: '12:00:00'}), ['3', '2']);
    assert.deepEqual(await ids({edited_date_from: '2026-03-02', edited_time_from: '12:00:01'}), ['3']);
    assert.deepEqual(await ids({edited_date_to: '2026-03-02', edited_time_to: '11:59:59'}), ['1']);
});

test('without booking_type the cancelled ones are missing', async () => {
    await double.control('bookings', {id: 1, ...at('2026-03-01'), is_confirm: '0'});
    assert.deepEqual(await ids({}), []);
    assert.deepEqual(await ids({booking_type: 'all'}), ['1']);
    assert.deepEqual(await ids({booking_type: 'cancelled'}), ['1']);
});

test('what it does not know it refuses', async () => {
    const code = async filter => (await double.admin('getBookings', [filter])).error.code;
    for (const filter of [{since: 1}, {date_from: '1.3.2026'}, {time_from: '09:00:00'}, {booking_type: 'new'},
        {order: 'id'}, null, []]) assert.equal(await code(filter), -32602);
    await double.control('settings', {edited_filter: false});
    assert.equal(await code({edited_date_from: '2026-03-01'}), -32602);
    assert.equal((await double.admin('getBookings', [])).error.code, -32010);
    assert.equal((await double.admin('deleteEverything', [])).error.code, -32601);
});

test('numbers and flags are text; when it was edited stays inside', async () => {
    await double.control('bookings', {id: 7, ...at('2026-03-01')});
    const [booking] = (await double.admin('getBookings', [{}])).result;
    assert.deepEqual([booking.id, booking.is_confirm, booking.unit_id, booking.edited], ['7', '1', '2', undefined]);
});

test('a single booking has other names, and none of the client', async () => {
    await double.control('bookings', {id: 7, ...at('2026-03-01'), client: 'Ann', client_email: 'ann@example.com', status: '4'});
    const {result} = await double.admin('getBookingDetails', ['7']);
    assert.deepEqual([result.start_date_time, result.is_confirmed, result.event_name, result.status.id, result.client_id],
        ['2026-03-01 09:00:00', '1', 'Massage', '4', 'c7']);
    assert.doesNotMatch(JSON.stringify(result), /Ann|ann@/);
    assert.equal((await double.admin('getBookingDetails', ['8'])).error.code, -32080);
});

test('moments may be told from now on, by the clock of the company', async () => {
    const {start_date: starts} = await double.control('bookings', {id: 1, ...at('2026-03-01'), start_date: {in: 3600}});
    const away = Date.parse(`${starts.replace(' ', 'T')}Z`) - Date.now() - 3600e3;
    assert.ok(away < -3.9 * 3600e3 && away > -5.1 * 3600e3, `${away / 3600e3} hours from UTC`);
});

test('faults hit the named method, as often as said', async () => {
    await double.control('settings', {fault: 'status-500', fault_for: 'getBookings', fault_limit: 1});
    assert.equal((await double.admin('getBookings', [{}])).status, 500);
    assert.deepEqual((await double.admin('getBookings', [{}])).result, []);
    for (const [fault, length] of [['not-json', 10], ['oversized', 5e6]]) {
        await double.control('settings', {fault, fault_limit: null});
        assert.ok((await double.admin('getBookings', [{}])).text.length > length);
    }
    await double.control('bookings', {id: 1, ...at('2026-03-01')});
    await double.control('settings', {fault: null, oversized_from: 1});
    assert.ok((await double.admin('getBookings', [{}])).text.length > 5e6);
    assert.deepEqual(await double.control('settings', {fault: 'nonsense'}).then(one => typeof one.error), 'string');
});
