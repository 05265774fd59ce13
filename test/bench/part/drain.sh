# drain.sh — a queue of due template messages is worked off, every write included: ours against the same by hand, on the
# same tables with the same indexes and constraints; under an idle snapshot; with many runs due tomorrow; with statistics
# from when there was one lead.

measure_drain() {
    runs=${BENCH_RUNS:-50000} future=${BENCH_FUTURE:-1000000}
    local round
    for round in $(seq "$rounds"); do
        drain by_hand 'call bench_by_hand();'
        drain ours 'call automation_run();'
        drain by_hand_bare 'call bench_by_hand();'
        drain pinned 'call automation_run();'
        [ "$round" != 1 ] || drain by_hand_pinned 'call bench_by_hand();'
        drain worker 'select automation_start(); call bench_wait();'
        drain worker_pinned 'select automation_start(); call bench_wait();'
        drain tomorrow 'call automation_run();'
        drain unanalyzed 'call automation_run();'
    done
    drain_row 'drain by CALL automation_run(), runs/s' ours by_hand 1.0
    drain_row '  against the batch without our triggers' ours by_hand_bare -
    drain_row '  CPU of the backend, us a run' ours_cpu by_hand_cpu -
    drain_row '  bytes of WAL a run' ours_wal by_hand_wal -
    drain_row 'drain by the worker, from automation_start()' worker by_hand -
    drain_row 'drain under an idle snapshot (to: without)' pinned ours 0.9
    drain_row '  by the worker under one (to: without)' worker_pinned worker 0.9
    drain_row '  the batch by hand under one (to: without)' by_hand_pinned by_hand -
    drain_row "drain with $future due tomorrow (to: none)" tomorrow ours 0.8
    drain_row 'drain with statistics of one lead (to: of all)' unanalyzed ours 0.8
}

drain_row() {
    local share bar='-' said=''
    share=$(ratio "drain_$2" "drain_$3")
    [ "$4" = - ] || { bar=">= $4" said=$(verdict "$share >= $4"); }
    row "$1" "$(spread "drain_$2")" "$(spread "drain_$3")" "$(two_digits "$share")" "$bar" "$said"
}

drain() {
    local name=$1 statement=$2 seconds cpu wal waiting=0
    fill "$name"
    [ "$name" != tomorrow ] || waiting=$future
    case $name in
        *pinned) hold_snapshot ;;
        *bare) our_triggers disable leads messages activities automations ;;
    esac
    IFS='|' read -r seconds cpu wal <<<"$(timed "$statement")"
    release_snapshot
    [ "$name" != unanalyzed ] || autovacuum on
    [[ $name != worker* ]] || { wait_until 10 folded || die 'drain: statistics are not folded'; stop_serving; }
    our_triggers enable leads messages activities automations

    expect "left in the queue ($name)" "$waiting" 'select count(*) from automation_queue'
    expect "messages and leads ($name)" "$runs|$runs" 'select count(*), count(distinct lead_id) from messages where body like $$Hi Lead%talk?$$'
    expect "activities ($name)" "$runs" "select count(*) from activities a join messages m on m.id = a.message_id
        where a.details = jsonb_build_object('automation_id', m.automation_id, 'message_id', m.id, 'event', 'new_lead')"
    expect "last_contacted ($name)" "$runs" 'select count(*) from leads where last_contacted is not null'
    expect "times_triggered ($name)" "$runs" 'select times_triggered from automations'
    sample "drain_$name" "$(calculate "$runs / $seconds")"
    sample "drain_${name}_cpu" "$(calculate "$cpu * 1e6 / $runs")"
    sample "drain_${name}_wal" "$(calculate "$wal / $runs")"
}

autovacuum() {
    sql -o /dev/null -c "alter system set autovacuum = $1" -c 'select pg_reload_conf()'
}

fill() {
    sql -c "call bench_fresh('match')"
    if [ "$1" = unanalyzed ]; then
        autovacuum off
        sql -o /dev/null -c 'call bench_add_leads(1)' -c 'call automation_run()' -c 'vacuum analyze' \
            -c "call bench_add_leads($runs - 1)" -c checkpoint
        return
    fi
    [ "$1" != tomorrow ] || sql -c "
        insert into automation_queue (automation_id, lead_id, event, event_at, run_at)
        select a.id, 1000000000 + i, 'new_lead', now(), now() + interval '1 day' + i * interval '1 ms'
          from automations a, generate_series(1, $future) i"
    sql -c "call bench_add_leads($runs)" -c 'vacuum analyze' -c checkpoint
}
