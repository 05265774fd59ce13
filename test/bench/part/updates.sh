# updates.sh — one UPDATE of many leads: what an automation of lead_changed adds to a row whose watched column does not
# change, because the UPDATE does not name it or writes it as it was.

measure_updates() {
    local leads=$((${BENCH_LEADS:-200000} / 2)) rule name seconds cpu
    for _ in $(seq $((rounds * 2))); do
        for rule in none changed; do
            fresh "$rule"
            sql -c "call bench_add_leads($leads)" -c 'vacuum analyze leads' -c checkpoint
            for name in others unchanged; do
                IFS='|' read -r seconds cpu _ <<<"$(timed "$(update_of "$name")" 'update leads set source = source where false;')"
                sample "update_${name}_$rule" "$(calculate "$seconds * 1e6 / $leads")"
                sample "update_${name}_${rule}_cpu" "$(calculate "$cpu * 1e6 / $leads")"
                sql -c 'vacuum leads' -c checkpoint
            done
            expect "leads updated ($rule)" "$leads" "select count(*) from leads where source = 'Referral'"
            expect "runs queued ($rule)" 0 'select count(*) from automation_queue'
        done
    done
    update_row 'update of other columns, CPU us a row' others 0.3
    update_row 'update that writes it unchanged, CPU us a row' unchanged 1
}

update_of() {
    case $1 in
        others) echo "update leads set source = 'Referral';" ;;
        unchanged) echo "update leads set source = 'Referral', name = name, email = email, attributes = attributes;" ;;
    esac
}

update_row() {
    local over
    over=$(excess "update_$2_changed_cpu" "update_$2_none_cpu")
    row "$1" "$(spread "update_$2_changed_cpu")" "$(spread "update_$2_none_cpu")" "$(printf %+.2f "$over")" "<= +$3" \
        "$(verdict "$over <= $3")"
}
