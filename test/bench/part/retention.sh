# retention.sh — the worker's process prunes old rows while the worker drains: what it takes away per second, what is left
# of the drain's speed, and whether the tables grow.

measure_retention() {
    local old=${BENCH_OLD:-2000000} runs=${BENCH_RUNS:-50000} before after round seconds paused=0
    fill_with_old "$old"
    serve
    for round in 1 2; do drain_beside warm; done
    set_retention 90
    wait_until 70 pruning || die 'retention: no pass begins'
    # In turn beside the pass and beside one that stands still, so that both meet what the machine and the tables do.
    round=0
    while pruning && [ $((round += 1)) -le 200 ]; do
        drain_beside pruning
        seconds=$EPOCHREALTIME
        pause_pass || break
        drain_beside alone
        kill -CONT "$pass"
        paused=$(calculate "$paused + $EPOCHREALTIME - $seconds")
    done
    wait_until 1800 pruned || die 'retention: the pass does not end'
    expect 'old rows that are left' 0 "select count(*) from (select from messages where created_at < now() - interval '90 days'
        union all select from activities where created_at < now() - interval '90 days') o"
    seconds=$(sql -c 'select extract(epoch from retention_ended_at - retention_started_at) from automation_instance')
    sample retention_rows "$(calculate "$old / ($seconds - $paused)")"
    set_retention 0
    sql -c 'vacuum messages, activities'
    before=$(sizes)
    for round in $(seq $((rounds + 2))); do drain_beside afterwards; done
    after=$(sizes)
    sample retention_size "$(calculate "$after / $before")"
    stop_serving

    row "retention: rows a second beside a drain, of $old" "$(spread retention_rows)" - - '>= 20000' \
        "$(verdict "$(median_of retention_rows) >= 20000")"
    local share
    share=$(ratio retention_pruning retention_alone)
    row '  runs/s of the drain beside it (to: beside one that stands still)' "$(spread retention_pruning)" "$(spread retention_alone)" \
        "$(two_digits "$share")" '>= 0.9' "$(verdict "$share >= 0.9")"
    row '  runs/s afterwards, once vacuum has been there' "$(spread retention_afterwards)" - - - ''
    row '  size of both tables after these (to: before them)' - - "$(spread retention_size)" '<= 1.05' \
        "$(verdict "$(median_of retention_size) <= 1.05")"
}

# Stops the process of the pass between two of its transactions; false when it has ended.
pause_pass() {
    local try
    for try in $(seq 1000); do
        pass=$(sql -c "select pid from pg_stat_activity where backend_type = 'automation retention'")
        [ -n "$pass" ] || return 1
        kill -STOP "$pass"
        [ "$(sql -c "select xact_start is null from pg_stat_activity where pid = $pass")" != t ] || return 0
        kill -CONT "$pass"
    done
    die 'retention: the pass does not stand still'
}

# Half messages, half activities, of the last year but the last 100 days.
fill_with_old() {
    sql -c "call bench_fresh('match')" -c 'call bench_add_leads(10000)' -o /dev/null -c 'call automation_run()'
    psql -X -q -v ON_ERROR_STOP=1 <<END
set automation.restoring = on;
insert into messages (lead_id, automation_id, channel, status, origin, subject, body, created_at, sent_at)
select l.first + i % 10000, 999, 'email', 'sent', 'template', 'A word from us', 'Hi Lead, thank you for your interest. Shall we talk?', t.at, t.at
  from (select min(id) as first from leads) l, generate_series(1, $1 / 2) i, lateral (select now() - interval '100 days' - i * interval '250 days' / ($1 / 2) as at) t;
insert into activities (lead_id, automation_id, type, description, details, created_at)
select l.first + i % 10000, 999, 'automation_skipped', 'skipped: the conditions do not hold', '{"event":"lead_status_changed","reason":"conditions"}', now() - interval '100 days' - i * interval '250 days' / ($1 / 2)
  from (select min(id) as first from leads) l, generate_series(1, $1 / 2) i;
END
    sql -c 'vacuum analyze' -c checkpoint
}

set_retention() {
    sql -o /dev/null -c "alter system set automation.retention = $1" -c 'select pg_reload_conf()'
}
pruning() { [ "$(sql -c "select count(*) from automation_progress where work = 'retention'")" = 1 ]; }
pruned() { [ "$(sql -c 'select retention_ended_at is not null from automation_instance')" = t ]; }
sizes() { sql -c "select pg_table_size('messages') + pg_table_size('activities')"; }

# Runs a second from the commit of the leads until the last message.
drain_beside() {
    local seconds cpu wal
    IFS='|' read -r seconds cpu wal <<<"$(timed 'call bench_wait();' "call bench_add_leads($runs);")"
    sample "retention_$1" "$(calculate "$runs / $seconds")"
}
