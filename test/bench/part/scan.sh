# scan.sh — leads that have become silent are found and dealt with: the time must follow them, not all the leads there
# are. Each size has a database of its own, filled once.

measure_scan() {
    local due=${BENCH_DUE:-10000} sizes=(100000 1000000) kinds=(recent silent) size kind
    [ -z "${BENCH_BIG:-}" ] || sizes+=(10000000)
    scan_pacing 2147483647
    for size in "${sizes[@]}"; do
        for kind in "${kinds[@]}"; do scan_fill "$size" "$kind"; done
    done
    for _ in $(seq "$rounds"); do
        for size in "${sizes[@]}"; do
            for kind in "${kinds[@]}"; do
                scan "$size" "$kind" find false 0
                scan "$size" "$kind" run true "$due"
            done
        done
    done
    for size in "${sizes[@]}"; do
        for kind in "${kinds[@]}"; do
            [ "$size" = 100000 ] || scan_rows "$size" "$kind"
            sql -d postgres -c "drop database scan_${kind}_$size"
        done
    done
    scan_row "  90 % of $((sizes[-1] / 1000)) k silent and written to (to: none)" \
        "scan_silent_${sizes[-1]}_run" "scan_recent_${sizes[-1]}_run"
    scan_pacing ''
}

scan_rows() {
    local of=$(($1 / 1000)) kind=$2 what=
    [ "$kind" = recent ] || what=', 90 % silent'
    scan_row "scan, $((due / 1000)) k due of $of k$what, s (to: of 100 k)" "scan_${kind}_$1_run" "scan_${kind}_100000_run"
    scan_row '  to read them alone' "scan_${kind}_$1_find" "scan_${kind}_100000_find"
}

scan_row() {
    local share
    share=$(ratio "$2" "$3")
    row "$1" "$(spread "$2")" "$(spread "$3")" "$(two_digits "$share")" '<= 1.2' "$(verdict "$share <= 1.2")"
}

scan_fill() { # scan_fill LEADS KIND
    local silent=false
    [ "$2" = recent ] || silent=true
    sql -d postgres -c "create database scan_$2_$1"
    PGDATABASE=scan_$2_$1 sql -f "$top/test/bench/sql/cpu.sql" -f "$top/test/bench/sql/scan.sql" -c 'set statement_timeout = 0' \
        -c "call bench_scan_fill($1, $due, $silent)" -c 'vacuum analyze' -c checkpoint
}

scan() { # scan LEADS KIND NAME MATCHING RUNS
    local PGDATABASE=scan_$2_$1 seconds
    export PGDATABASE
    sql -c "call bench_scan_again($4)" -c 'vacuum automation_enrollments, automation_queue, automations' -c checkpoint
    IFS='|' read -r seconds _ _ <<<"$(timed 'call automation_run();' 'select count(*) from automations;')"
    expect "runs ($3, $2, $1)" "$5" 'select count(*) from activities'
    expect "left in the queue ($3, $2, $1)" 0 'select count(*) from automation_queue where run_at <= now()'
    sample "scan_$2_$1_$3" "$seconds"
}

scan_pacing() { # scan_pacing RUNS_PER_MINUTE, empty for the default
    if [ -n "$1" ]; then
        sql -d postgres -c "alter system set automation.max_runs_per_minute = $1" -c 'select pg_reload_conf()' >/dev/null
        wait_until 10 scan_paced "$1" || die 'scan: the pace is not set'
    else
        sql -d postgres -c 'alter system reset automation.max_runs_per_minute' -c 'select pg_reload_conf()' >/dev/null
    fi
}
scan_paced() { [ "$(sql -d postgres -c 'show automation.max_runs_per_minute')" = "$1" ]; }
