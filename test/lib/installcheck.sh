# installcheck.sh — run_installcheck NAME make-variables…: `make installcheck` on the running cluster, and the diff where
# it fails. pg_regress is only a client, so it runs as whoever we are.

run_installcheck() {
    local name=$1 out status=0
    shift
    out=$(mktemp -d "$build/$name.XXXXXX")
    make --no-print-directory -C "$build/release" PG_CONFIG="$pg_config" WERROR=1 \
        EXTRA_REGRESS_OPTS="--outputdir=$out" "$@" installcheck || status=$?
    [ -d "$out/results" ] || { echo "no test was run"; status=1; }
    if [ $status != 0 ]; then
        cp "$out/regression.diffs" "$build/test-logs/$name.diffs" 2>/dev/null || true
        rm -rf "$build/test-logs/$name.results"
        cp -r "$out/results" "$build/test-logs/$name.results" 2>/dev/null || true
        head -n "${DIFF_LINES:-200}" "$out/regression.diffs" 2>/dev/null || tail -n 20 "$cluster_data/server.log"
    fi
    rm -rf "$out"
    return $status
}
