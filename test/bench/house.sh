# house.sh — the benchmark's server: what a round starts from, its clock, the worker, the model, another session.

export PGOPTIONS='-c client_min_messages=warning'
sql() { PGOPTIONS="$PGOPTIONS -c statement_timeout=180s" psql -X -q -At -v ON_ERROR_STOP=1 "$@"; }

# fresh RULE — empty tables, one automation (none, other, match, changed or model), and nothing left to write back.
fresh() {
    sql -c "call bench_fresh('$1')" -c 'vacuum analyze' -c checkpoint
}
our_triggers() { # our_triggers enable|disable table… — of the user's tables; foreign keys are internal and stay
    local what=$1 table
    shift
    for table; do sql -c "alter table $table $what trigger user"; done
}

# timed SQL [before] — "seconds|CPU seconds of the backend|bytes of WAL" of the statement, in one session and without its
# start. The CPU is what stays comparable on a machine that has other things to do as well.
timed() {
    sql <<END
\\o /dev/null
${2:-}
\\o
select extract(epoch from clock_timestamp()) as began, bench_cpu() as cpu, pg_current_wal_insert_lsn() as place \\gset
\\o /dev/null
$1
\\o
select extract(epoch from clock_timestamp()) - :began, bench_cpu() - :cpu, pg_current_wal_insert_lsn() - :'place'::pg_lsn;
END
}

# What one commit of next to nothing takes, in ms: mostly the flush of the log to the disk.
flush_time() {
    pgbench -n -M prepared -c 1 -t 200 -f "$top/test/bench/sql/commit.pgbench" bench 2>/dev/null |
        sed -n 's/^latency average = \([0-9.]*\) ms/\1/p'
}

# CPU seconds of all backends that have ended; those about to are waited for.
ended_cpu() {
    local server
    server=$(head -n 1 "$cluster_data/postmaster.pid")
    wait_until 10 no_clients "$server" || die "$part: sessions do not end"
    awk -v tick="$(getconf CLK_TCK)" '{sub(/.*\) /, ""); print ($14 + $15) / tick}' "/proc/$server/stat"
}
no_clients() { # no_clients SERVER — not even one that is still to be buried
    local child
    for child in $(cat "/proc/$1/task/$1/children" 2>/dev/null); do
        case $(tr '\0' ' ' 2>/dev/null <"/proc/$child/cmdline") in
            '' | *'[local]'*) return 1 ;;
        esac
    done
}

dispatcher_pid() {
    sql -d postgres -c "select pid from pg_stat_activity where backend_type = 'automation dispatcher'"
}
# Nanoseconds on a core of a process; in ticks where the kernel does not count them.
busy_time() {
    if [ -r "/proc/$1/schedstat" ]; then
        cut -d' ' -f1 "/proc/$1/schedstat"
    else
        awk -v tick="$(getconf CLK_TCK)" '{print ($14 + $15) * 1e9 / tick}' "/proc/$1/stat"
    fi
}
has_dispatcher() { [ -n "$(dispatcher_pid)" ]; }
has_no_dispatcher() { [ -z "$(dispatcher_pid)" ]; }
is_idle() { [ "$(sql -c 'select state from automation_status()')" = idle ]; }
serve() {
    sql -c 'select automation_start()' >/dev/null
    wait_until 20 is_idle || die "$part: the worker does not serve: $(sql -c 'select state, paused_reason, last_error from automation_status()')"
}
stop_serving() {
    sql -c 'select automation_stop()' >/dev/null
    wait_until 20 has_no_dispatcher || die "$part: the worker does not leave"
}
folded() { [ "$(sql -c 'select count(*) from automation_stat_deltas')" = 0 ]; }

restart() {
    "$as_user" "$pg_bin/pg_ctl" -D "$cluster_data" -m fast -w stop >/dev/null
    cluster_again
}

# A session that took a snapshot and then does nothing.
snapshot_pid='' snapshot_in='' snapshot_out=''
hold_snapshot() {
    coproc SNAPSHOT { psql -X -q -At; }
    snapshot_pid=$SNAPSHOT_PID
    exec {snapshot_in}>&"${SNAPSHOT[1]}" {snapshot_out}<&"${SNAPSHOT[0]}"
    echo 'begin isolation level repeatable read; select count(*) >= 0 from automations;' >&"$snapshot_in"
    read -r -t 20 -u "$snapshot_out" || die "$part: no snapshot"
}
release_snapshot() {
    [ -n "$snapshot_pid" ] || return 0
    echo '\q' >&"$snapshot_in"
    exec {snapshot_in}>&- {snapshot_out}<&-
    wait "$snapshot_pid" 2>/dev/null || true
    snapshot_pid=''
}

# The model: the double of the tests, as a process beside the server.
double_pid=''
start_double() { # start_double DELAY_MS — sets double_port, double_tls_port and double_ca
    local ports=$run/bench-double.$$
    "$as_user" mkdir -p "$ports"
    "$as_user" node "$top/test/doubles/gemini/server.js" --port 0 --tls-port 0 --cert-dir "$ports" --key test-key \
        --delay-ms "$1" --port-file "$ports/ports" >"$build/test-logs/bench-double.log" 2>&1 </dev/null &
    double_pid=$!
    wait_until 20 test -s "$ports/ports" || die "the model's double did not start: see build/test-logs/bench-double.log"
    double_port=$(sed 's/.*"port":\([0-9]*\).*/\1/' "$ports/ports")
    double_tls_port=$(sed 's/.*"tls_port":\([0-9]*\).*/\1/' "$ports/ports")
    double_ca=$ports/ca.pem
}
stop_double() {
    [ -n "$double_pid" ] || return 0
    kill "$double_pid" 2>/dev/null || true
    wait "$double_pid" 2>/dev/null || true
    double_pid=''
    rm -rf "$run/bench-double.$$"
}
ask_double() { # ask_double GET|POST PATH [JSON]
    node -e "fetch('http://127.0.0.1:$double_port/double/$2', {method: '$1'${3:+, body: '$3'}}).then(r => r.text()).then(t => console.log(t.trim()))"
}
