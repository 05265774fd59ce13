# latency.sh — an idle system, leads one after another: from the commit of a lead to the commit of its message.
#
# Both moments are what the server itself noted for the two transactions (track_commit_timestamp), just before each was
# flushed: one flush is in the figure. What that takes on this disk is the baseline.

measure_latency() {
    local arrivals=${BENCH_ARRIVALS:-1000} figures
    sql -c 'alter system set track_commit_timestamp = on'
    restart
    for _ in $(seq "$rounds"); do
        fresh match
        serve
        arrive 50
        sql -c 'call bench_wait()' -c 'truncate bench_arrivals' >/dev/null
        arrive "$arrivals"
        sql -c 'call bench_wait()' >/dev/null
        expect 'messages' "$arrivals" 'select count(*) from bench_arrivals join messages using (lead_id)'
        figures=$(sql -c "
            select percentile_cont(0.5) within group (order by ms), percentile_cont(0.99) within group (order by ms), max(ms)
              from (select extract(epoch from pg_xact_commit_timestamp(m.xmin) - pg_xact_commit_timestamp(a.xmin)) * 1000
                      from bench_arrivals a join messages m using (lead_id)) waits (ms)")
        stop_serving
        IFS='|' read -r p50 p99 max <<<"$figures"
        sample latency_flush "$(flush_time)"
        sample latency_p50 "$p50"
        sample latency_p99 "$p99"
        sample latency_max "$max"
    done
    sql -c 'alter system reset track_commit_timestamp'
    restart
    row 'commit to message, idle system, p50 ms' "$(spread latency_p50)" "$(spread latency_flush)" - '<= 1' \
        "$(verdict "$(median_of latency_p50) <= 1")"
    row 'commit to message, idle system, p99 ms' "$(spread latency_p99)" "$(spread latency_flush)" - '<= 5' \
        "$(verdict "$(median_of latency_p99) <= 5")"
    row '  the longest, ms' "$(spread latency_max)" - - - ''
}

arrive() {
    local said
    said=$(pgbench -n -M prepared -c 1 -t "$1" -f "$top/test/bench/sql/arrival.pgbench" bench 2>&1) ||
        die "latency: pgbench failed: $said"
}
