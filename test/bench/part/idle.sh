# idle.sh — the worker serves and nothing is due: what it costs.

measure_idle() {
    local seconds=${BENCH_IDLE:-15} pid busy woken
    fresh match
    serve
    sql -c 'call bench_add_leads(100)' -c 'call bench_wait()' >/dev/null
    wait_until 10 folded || die 'idle: statistics are not folded'
    pid=$(dispatcher_pid)
    sleep 1
    busy=$(busy_time "$pid") woken=$(wake_ups "$pid")
    sleep "$seconds"
    sample idle_cpu "$(calculate "($(busy_time "$pid") - $busy) / 1e9 / $seconds * 100")"
    sample idle_wakes "$(calculate "($(wake_ups "$pid") - $woken) / $seconds * 60")"
    stop_serving
    row 'idle worker, % of a core' "$(printf %.3f "$(median_of idle_cpu)")" - - '< 0.05' \
        "$(verdict "$(median_of idle_cpu) < 0.05")"
    row '  times woken a minute (12: the safety look)' "$(spread idle_wakes)" - - - ''
}

wake_ups() { awk '/^voluntary_ctxt/ {print $2}' "/proc/$1/status"; }
