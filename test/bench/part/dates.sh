# dates.sh — dates of leads that have come near are found and dealt with: the time must follow them, not all the dates
# there are. Each size has a database of its own, filled once; the row of the fill tells what a new automation costs.

source "$top/test/bench/part/scan.sh"  # scan_row

measure_dates() {
    local due=${BENCH_DUE:-10000} sizes=(100000 1000000) size
    for size in "${sizes[@]}"; do dates_fill "$size"; done
    for _ in $(seq "$rounds"); do
        for size in "${sizes[@]}"; do
            dates "$size" find false 0
            dates "$size" run true "$due"
        done
    done
    row 'dates of leads read for a new automation, us a lead' "$(spread dates_1000000_fill)" "$(spread dates_100000_fill)" \
        "$(two_digits "$(ratio dates_1000000_fill dates_100000_fill)")" '-' '-'
    scan_row "dates, $((due / 1000)) k due of 1000 k, s (to: of 100 k)" dates_1000000_run dates_100000_run
    scan_row '  to read them alone' dates_1000000_find dates_100000_find
    for size in "${sizes[@]}"; do sql -d postgres -c "drop database dates_$size"; done
}

dates_fill() { # dates_fill LEADS
    local PGDATABASE=dates_$1 seconds
    export PGDATABASE
    sql -d postgres -c "create database dates_$1"
    sql -f "$top/test/bench/sql/cpu.sql" -f "$top/test/bench/sql/dates.sql" -c 'set statement_timeout = 0' -c "call bench_dates_fill($1, $due)" \
        -c 'vacuum analyze' -c checkpoint
    IFS='|' read -r seconds _ _ <<<"$(timed 'call automation_run();' 'select count(*) from automations;')"
    expect "dates read ($1)" "$1" 'select count(*) from automation_lead_dates'
    sample "dates_$1_fill" "$(calculate "$seconds * 1e6 / $1")"
    sql -c 'vacuum analyze automation_lead_dates' -c checkpoint
}

dates() { # dates LEADS NAME MATCHING RUNS
    local PGDATABASE=dates_$1 seconds
    export PGDATABASE
    sql -c "call bench_dates_again($3)" -c 'vacuum automation_enrollments, automation_queue, automations' -c checkpoint
    IFS='|' read -r seconds _ _ <<<"$(timed 'call automation_run();' 'select count(*) from automations;')"
    expect "runs ($2, $1)" "$4" 'select count(*) from activities'
    expect "left in the queue ($2, $1)" 0 'select count(*) from automation_queue where run_at <= now()'
    sample "dates_$1_$2" "$seconds"
}
