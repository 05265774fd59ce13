# tap.sh — run_tap release|debug files…: prove, with that build's private PostgreSQL and its PostgreSQL::Test modules.
#
# Runs as the server's user. The files find the tree in AUTOMATION_TOP, our helpers in test/lib/perl. Logs of a failing
# run are kept in build/test-logs/tap-<build>. PROVE_FLAGS, PG_TEST_NOCLEAN and what a nightly run makes other or larger
# (AUTOMATION_TREE, AUTOMATION_HISTORIES, AUTOMATION_PAIRS, AUTOMATION_SHAPES, AUTOMATION_SEED, AUTOMATION_RUNS, AUTOMATION_TRIES, CRASH_SEED) are handed on.

# A test that is killed leaves its servers behind.
end_tap() {
    local file pid
    [ "$passed" = yes ] || cp -r "$dir/tmp_check/log" "$build/test-logs/tap-$variant" 2>/dev/null || true
    for file in $(find "$dir" -name postmaster.pid -o -name master.pid); do
        pid=$(head -n 1 "$file" | tr -d ' -')
        kill -QUIT "$pid" 2>/dev/null && wait_gone "$pid"
    done
    [ -n "${PG_TEST_NOCLEAN:-}" ] || rm -rf "$dir"
}
wait_gone() { timeout 20 tail --pid="$1" -f /dev/null || true; }

run_tap() {
    variant=$1 passed=no
    shift
    [ -f "${1:-}" ] || die "no TAP tests found"
    use_tree "$variant"
    "$top/test/lib/double_packages" || true  # the tests that need them say what is missing
    make_run_dir
    dir=$run/tap-$variant.$$
    trap end_tap EXIT
    trap 'exit 143' INT TERM HUP
    rm -rf "$build/test-logs/tap-$variant"
    "$as_user" mkdir -p "$dir"
    cd "$dir" || return
    local name handed_on=()
    for name in AUTOMATION_TREE PG_TEST_NOCLEAN AUTOMATION_HISTORIES AUTOMATION_PAIRS AUTOMATION_SHAPES AUTOMATION_SEED AUTOMATION_RUNS AUTOMATION_TRIES \
        AUTOMATION_OLD_SERVER CRASH_SEED; do
        [ -z "${!name:-}" ] || handed_on+=("$name=${!name}")
    done
    # shellcheck disable=SC2086  # PROVE_FLAGS may be several
    "$as_user" \
        TESTDIR="$dir" TESTDATADIR="$dir/tmp_check" TESTLOGDIR="$dir/tmp_check/log" PG_TEST_PORT_DIR="$run/ports" \
        PG_TEST_TIMEOUT_DEFAULT="${PG_TEST_TIMEOUT_DEFAULT:-60}" "${handed_on[@]}" \
        PG_REGRESS="$pgxs_src/test/regress/pg_regress" AUTOMATION_TOP="$top" \
        prove --timer --jobs "${TAP_JOBS:-1}" -I "$pgxs_src/test/perl" -I "$top/test/lib/perl" ${PROVE_FLAGS:-} "$@" && passed=yes
    [ "$passed" = yes ]
}
