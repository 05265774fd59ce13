# analytics.sh — statistics and funnel of a year of messages, against one count of the messages by automation. What runs
# count themselves must not depend on how many messages there are; the rest must not read more than the last month.

measure_analytics() {
    local sizes=(1000000) size
    [ -z "${BENCH_BIG:-}" ] || sizes+=(10000000)
    for size in "${sizes[@]}"; do
        analytics_fill "$size"
        for _ in $(seq "$rounds"); do
            analytics "$size" by_hand 'select automation_id, count(*) from messages where automation_id is not null group by 1'
            analytics "$size" counted 'select name, queued, ran, skipped, blocked, failed, messages, sent from automation_stats'
            analytics "$size" stats 'select * from automation_stats'
            analytics "$size" one 'select * from automation_stats where id = 5'
            analytics "$size" funnel 'select * from automation_funnel()'
            analytics "$size" year "select * from automation_funnel(now() - interval '365 days', now())"
        done
        analytics_row "counts of automation_stats, $((size / 1000)) k messages, s" counted 0.5
        analytics_row '  all columns' stats "$(analytics_bar "$size")"
        analytics_row '  of one automation' one "$(analytics_bar "$size")"
        analytics_row '  funnel of 30 days' funnel -
        analytics_row '  funnel of a year' year -
        row '  days settled after a year, once, s' "$(spread "analytics_${size}_settle")" - - - ''
        sql -d postgres -c "drop database analytics_$size"
    done
}

# What is worked out of the last month costs the same however long ago the first message was.
analytics_bar() { [ "$1" -gt 1000000 ] && echo 1.0 || echo -; }

analytics_row() { # analytics_row WHAT NAME BAR
    local share bar='-' said=''
    share=$(ratio "analytics_${size}_$2" "analytics_${size}_by_hand")
    [ "$3" = - ] || { bar="<= $3" said=$(verdict "$share <= $3"); }
    row "$1" "$(spread "analytics_${size}_$2")" "$(spread "analytics_${size}_by_hand")" "$(two_digits "$share")" "$bar" "$said"
}

# Filled as if nobody had folded for a year; then the first fold settles what is over, and nothing may change by it.
analytics_fill() { # analytics_fill MESSAGES
    local PGDATABASE=analytics_$1 before
    sql -d postgres -c "create database analytics_$1"
    export PGDATABASE
    sql -f "$top/test/bench/sql/cpu.sql" -f "$top/test/bench/sql/analytics.sql" -c 'set statement_timeout = 0' \
        -c "call bench_analytics_fill($1)" -c 'vacuum analyze' -c checkpoint
    before=$(sql -c "$analytics_sums")
    sql -c 'insert into automation_stat_deltas (automation_id) values (1)'
    analytics "$1" settle 'call automation_run()'
    expect "open days ($1)" 31 "select (now() at time zone 'UTC')::date - (since at time zone 'UTC')::date from automation_open_days"
    expect "replies, bookings and sessions after settling ($1)" "$before" "$analytics_sums"
    sql -c 'vacuum analyze automation_daily_stats'
}
analytics_sums='select sum(replied), sum(booked), sum(converted) from automation_stats'

analytics() { # analytics MESSAGES NAME SQL
    local PGDATABASE=analytics_$1 seconds
    export PGDATABASE
    IFS='|' read -r seconds _ _ <<<"$(timed "$3;")"
    sample "analytics_$1_$2" "$seconds"
}
