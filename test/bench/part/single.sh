# single.sh — transactions that insert one lead each, 16 clients at once: no trigger against one matching automation.

measure_single() {
    local seconds=${BENCH_SECONDS:-10}
    for _ in $(seq "$rounds"); do
        fresh match
        our_triggers disable leads
        single_round plain "$seconds"
        our_triggers enable leads

        fresh match
        single_round match "$seconds"
        expect 'runs queued' "$(sql -c 'select count(*) from leads')" 'select count(*) from automation_queue'

        fresh match
        serve
        single_round served "$seconds"
        sql -c 'call bench_wait()' >/dev/null
        expect 'messages' "$(sql -c 'select count(*) from leads')" 'select count(*) from messages'
        stop_serving
    done
    local share
    share=$(ratio single_match single_plain)
    row 'single inserts, 16 clients, one matches, tx/s' "$(spread single_match)" "$(spread single_plain)" \
        "$(two_digits "$share")" '>= 0.95' "$(verdict "$share >= 0.95")"
    row '  CPU of the backends, us a transaction' "$(spread single_match_cpu)" "$(spread single_plain_cpu)" \
        "$(two_digits "$(ratio single_match_cpu single_plain_cpu)")" - ''
    row '  the worker completing them meanwhile' "$(spread single_served)" "$(spread single_plain)" \
        "$(two_digits "$(ratio single_served single_plain)")" - ''
}

single_round() {
    local said cpu done
    cpu=$(ended_cpu)
    said=$(pgbench -n -M prepared -c 16 -j 2 -T "$2" -f "$top/test/bench/sql/lead.pgbench" bench 2>&1) ||
        die "single: pgbench failed: $said"
    cpu=$(calculate "$(ended_cpu) - $cpu")
    done=$(sed -n 's/^number of transactions actually processed: \([0-9]*\).*/\1/p' <<<"$said")
    expect 'leads' "$done" 'select count(*) from leads'
    sample "single_$1" "$(sed -n 's/^tps = \([0-9.]*\).*/\1/p' <<<"$said")"
    sample "single_$1_cpu" "$(calculate "$cpu * 1e6 / $done")"
}
