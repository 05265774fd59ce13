# sequence.sh — steps of sequences beside single runs, what a million people inside cost everybody else, how soon a reply
# releases a wait, and what an update of a lead costs that is in no sequence.

measure_sequence() {
    runs=${BENCH_RUNS:-50000} inside=${BENCH_INSIDE:-1000000}
    sql -f "$top/test/bench/sql/sequence.sql"
    sql -c 'create table bench_repliers (lead_id bigint primary key)'
    local round
    for round in $(seq "$rounds"); do
        sequence_single none
        sequence_same_trigger
        sequence_enter
        sequence_steps
        sequence_single inside
        sequence_insert none
        sequence_insert inside
        sequence_update none
        sequence_update sequence
    done
    sequence_row 'steps of a sequence, steps/s (to: single runs of its trigger)' steps single_status 0.8
    row '  CPU of the backend, us a step (a run)' "$(spread sequence_steps_cpu)" "$(spread sequence_single_status_cpu)" \
        "$(two_digits "$(ratio sequence_steps_cpu sequence_single_status_cpu)")" - ''
    row '  bytes of WAL a step (a run)' "$(spread sequence_steps_wal)" "$(spread sequence_single_status_wal)" \
        "$(two_digits "$(ratio sequence_steps_wal sequence_single_status_wal)")" - ''
    sequence_row '  steps/s (to: runs of new_lead, which remember nothing)' steps single_none -
    sequence_row '  leads that enter, and wait, leads/s (to: single runs)' enter single_status -
    sequence_row "drain with $inside inside, runs/s (to: none)" single_inside single_none 0.9
    sequence_row "bulk insert with $inside inside, leads/s (to: none)" insert_inside insert_none 0.9
    local over
    over=$(excess sequence_update_sequence sequence_update_none)
    row 'update of a lead in no sequence, CPU us' "$(spread sequence_update_sequence)" "$(spread sequence_update_none)" \
        "$(printf %+.2f "$over")" '<= +3' "$(verdict "$over <= 3")"
    sequence_replies
    sql -c 'drop table bench_repliers'
}

sequence_row() { # sequence_row WHAT OURS BASELINE BAR
    local share bar='-' said=''
    share=$(ratio "sequence_$2" "sequence_$3")
    [ "$4" = - ] || { bar=">= $4" said=$(verdict "$share >= $4"); }
    row "$1" "$(spread "sequence_$2")" "$(spread "sequence_$3")" "$(two_digits "$share")" "$bar" "$said"
}

sequence_sample() { # sequence_sample NAME NUMBER SECONDS CPU WAL
    sample "sequence_$1" "$(calculate "$2 / $3")"
    sample "sequence_$1_cpu" "$(calculate "$4 * 1e6 / $2")"
    sample "sequence_$1_wal" "$(calculate "$5 / $2")"
}

# Runs of another automation, while nobody or many are inside.
sequence_single() { # sequence_single none|inside
    local seconds cpu wal
    sql -c "call bench_fresh('match')" -c 'call bench_add_sequence()'
    [ "$1" = none ] || sql -c 'set statement_timeout = 0' -c "call bench_add_inside($inside)"
    sql -c "call bench_add_leads($runs)" -c 'vacuum analyze' -c checkpoint
    IFS='|' read -r seconds cpu wal <<<"$(timed 'call automation_run();')"
    expect "messages ($1 inside)" "$runs" 'select count(*) from messages'
    sequence_sample "single_$1" "$runs" "$seconds" "$cpu" "$wal"
}

# Single runs of the trigger of the sequence.
sequence_same_trigger() {
    local seconds cpu wal
    sql -c "call bench_fresh('none')" -c 'call bench_add_single()' -c "call bench_add_leads($runs)" \
        -c "update leads set status = 'open'" -c 'vacuum analyze' -c checkpoint
    IFS='|' read -r seconds cpu wal <<<"$(timed 'call automation_run();')"
    expect 'messages of single runs' "$runs" 'select count(*) from messages'
    sequence_sample single_status "$runs" "$seconds" "$cpu" "$wal"
}

sequence_enter() {
    local seconds cpu wal
    sql -c "call bench_fresh('none')" -c 'call bench_add_sequence()' -c "call bench_add_leads($runs)" \
        -c "update leads set status = 'open'" -c 'vacuum analyze' -c checkpoint
    IFS='|' read -r seconds cpu wal <<<"$(timed 'call automation_run();')"
    expect 'leads that have entered' "$runs" 'select count(*) from automation_enrollments where entry is not null'
    sequence_sample enter "$runs" "$seconds" "$cpu" "$wal"
}

# Everybody's second step is due: the first has dealt with what only the first time costs.
sequence_steps() {
    local seconds cpu wal
    sql -c 'call bench_pass_day()' -c 'call automation_run()' -c 'call bench_pass_day()' >/dev/null
    sql -c 'truncate messages, activities' -c 'vacuum automation_queue, automation_enrollments' \
        -c 'vacuum analyze' -c checkpoint
    IFS='|' read -r seconds cpu wal <<<"$(timed 'call automation_run();')"
    expect 'messages of steps' "$runs|$runs" 'select count(*), count(distinct lead_id) from messages'
    expect 'places' "$runs" $'select count(*) from automation_enrollments where entry ->> \'step\' = \'day 3\''
    sequence_sample steps "$runs" "$seconds" "$cpu" "$wal"
}

sequence_insert() { # sequence_insert none|inside
    local leads=${BENCH_LEADS:-200000} seconds
    sql -c "call bench_fresh('match')" -c 'call bench_add_sequence()'
    [ "$1" = none ] || sql -c 'set statement_timeout = 0' -c "call bench_add_inside($inside)"
    sql -c 'vacuum analyze' -c checkpoint
    IFS='|' read -r seconds _ _ <<<"$(timed "call bench_add_leads($leads);" 'call bench_add_leads(1);')"
    sample "sequence_insert_$1" "$(calculate "$leads / $seconds")"
}

# Of a column that no automation asks about.
sequence_update() { # sequence_update none|sequence
    local leads=$((${BENCH_LEADS:-200000} / 2)) cpu
    sql -c "call bench_fresh('none')"
    [ "$1" = none ] || sql -c 'call bench_add_sequence()' -c 'call bench_add_inside(1000)'
    sql -c "call bench_add_leads($leads)" -c 'vacuum analyze' -c checkpoint
    IFS='|' read -r _ cpu _ <<<"$(timed "update leads set source = 'Referral';" 'update leads set source = source where false;')"
    sample "sequence_update_$1" "$(calculate "$cpu * 1e6 / $leads")"
}

# From the commit of a reply to that of the message that it released, as latency.sh measures it.
sequence_replies() {
    local arrivals=${BENCH_ARRIVALS:-1000} figures p50 p99 max
    sql -c 'alter system set track_commit_timestamp = on'
    restart
    for _ in $(seq "$rounds"); do
        sql -c "call bench_fresh('none')" -c 'call bench_add_waiting()' -c "call bench_add_leads($arrivals + 50)" \
            -c "update leads set status = 'open'" -c 'call automation_run()' -o /dev/null
        sql -c 'truncate bench_repliers' -c 'insert into bench_repliers select id from leads' -c 'vacuum analyze' -c checkpoint
        serve
        sequence_reply 50
        sql -c 'truncate bench_arrivals'
        sequence_reply "$arrivals"
        wait_until 20 sequence_released || die 'sequence: replies have released nobody'
        figures=$(sql -c "
            select percentile_cont(0.5) within group (order by ms), percentile_cont(0.99) within group (order by ms), max(ms)
              from (select extract(epoch from pg_xact_commit_timestamp(m.xmin) - pg_xact_commit_timestamp(a.xmin)) * 1000
                      from bench_arrivals a join messages m using (lead_id) where m.direction = 'outbound') waits (ms)")
        stop_serving
        IFS='|' read -r p50 p99 max <<<"$figures"
        sample sequence_flush "$(flush_time)"
        sample sequence_reply_p50 "$p50"
        sample sequence_reply_p99 "$p99"
        sample sequence_reply_max "$max"
    done
    sql -c 'alter system reset track_commit_timestamp'
    restart
    row 'reply to the message that it releases, p50 ms' "$(spread sequence_reply_p50)" "$(spread sequence_flush)" - '<= 1' \
        "$(verdict "$(median_of sequence_reply_p50) <= 1")"
    row 'reply to the message that it releases, p99 ms' "$(spread sequence_reply_p99)" "$(spread sequence_flush)" - '<= 5' \
        "$(verdict "$(median_of sequence_reply_p99) <= 5")"
    row '  the longest, ms' "$(spread sequence_reply_max)" - - - ''
}

sequence_released() {
    [ "$(sql -c $'select count(*) from bench_arrivals a where exists (select from messages m where m.lead_id = a.lead_id and m.direction = \'outbound\')')" = "$arrivals" ]
}

sequence_reply() {
    local said
    said=$(pgbench -n -M prepared -c 1 -t "$1" -f "$top/test/bench/sql/reply.pgbench" bench 2>&1) ||
        die "sequence: pgbench failed: $said"
}
