# bulk.sh — one INSERT … SELECT of many leads: what our trigger adds to a row.

measure_bulk() {
    local leads=${BENCH_LEADS:-200000} variant rule queued seconds cpu
    # What is looked for is a tenth of what is measured: twice the rounds.
    for _ in $(seq $((rounds * 2))); do
        for variant in plain none other match; do
            rule=$variant queued=0
            [ "$variant" != plain ] || rule=match
            [ "$variant" != match ] || queued=$((leads + 1))
            fresh "$rule"
            [ "$variant" != plain ] || our_triggers disable leads
            IFS='|' read -r seconds cpu _ <<<"$(timed "call bench_add_leads($leads);" 'call bench_add_leads(1);')"
            our_triggers enable leads
            expect "leads ($variant)" $((leads + 1)) 'select count(*) from leads'
            expect "runs queued ($variant)" "$queued" 'select count(*) from automation_queue'
            sample "bulk_$variant" "$(calculate "$seconds * 1e6 / $leads")"
            sample "bulk_${variant}_cpu" "$(calculate "$cpu * 1e6 / $leads")"
        done
    done
    bulk_row 'bulk insert, no automation, us a row' none 0.3
    bulk_row 'bulk insert, one that does not match, us a row' other 0.3
    bulk_row 'bulk insert, one that matches, us a row' match 2.5
}

bulk_row() {
    local over
    over=$(excess "bulk_$2" bulk_plain)
    row "$1" "$(spread "bulk_$2")" "$(spread bulk_plain)" "$(printf %+.2f "$over")" "<= +$3" "$(verdict "$over <= $3")"
    row '  of it CPU' "$(spread "bulk_$2_cpu")" "$(spread bulk_plain_cpu)" \
        "$(printf %+.2f "$(excess "bulk_$2_cpu" bulk_plain_cpu)")" - ''
}
