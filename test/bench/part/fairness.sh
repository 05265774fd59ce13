# fairness.sh — ten tenants with ten runs each, beside 100,000 runs of another that were due before theirs: until the last
# of the hundred is done, from automation_start() where all is due then, and from their commit where the worker is at it.

measure_fairness() {
    local round beside=${BENCH_BESIDE:-100000}
    for round in $(seq "$rounds"); do
        fill_for_turns "$beside"
        sample fairness_start "$(turns_take "$(few_each) select automation_start();")"
        stop_serving
        fill_for_turns "$beside"
        serve_beside
        sample fairness_later "$(turns_take "$(few_each)")"
        stop_serving
    done
    fairness_row "10 x 10 runs beside $beside, due at the start, s" fairness_start
    fairness_row '  that come while those are worked off, s' fairness_later
}

fairness_row() {
    row "$1" "$(spread "$2")" - - '<= 2' "$(verdict "$(median_of "$2") <= 2")"
}

fill_for_turns() {
    sql -c "call bench_fresh('match')" -c "
        insert into automations (tenant_id, name, type, trigger, message_template)
        select 'small ' || i, 'Welcome', 'lead_followup', 'new_lead', 'Hi {lead_name}' from generate_series(1, 10) i" \
        -c "call bench_add_leads($1)" -c 'vacuum analyze' -c checkpoint
}

few_each() {
    echo "insert into leads (tenant_id, name) select 'small ' || i % 10 + 1, 'Lead ' || i from generate_series(1, 100) i;"
}

serve_beside() {
    sql -o /dev/null -c 'select automation_start()'
    wait_until 20 some_are_done || die 'fairness: nothing is done'
}
some_are_done() { [ "$(sql -c 'select exists (select from messages)')" = t ]; }

# Seconds from before a statement until a message of each small run is there, by the clock of the server.
turns_take() {
    local began
    began=$(sql -c 'select extract(epoch from clock_timestamp())')
    sql -o /dev/null -c "$1"
    wait_until 60 all_had_turns || die 'fairness: the few are not done'
    sql -c "select max(extract(epoch from created_at)) - $began from messages where tenant_id like 'small%'"
}
all_had_turns() { [ "$(sql -c "select count(*) from messages where tenant_id like 'small%'")" = 100 ]; }
