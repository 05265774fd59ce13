# progress.sh — with_progress LOG WHAT command…: runs the command with its output in LOG and shows every few seconds, on
# one line of a terminal or else a line each, how long it has taken and what it does; its status is the command's.
#
# What it does is the last line of LOG; while it compiles, how many of the files are done. PROGRESS_EVERY: the seconds.

progress_width=100

# progress_line LOG BEGAN WHAT
progress_line() {
    local log=$1 seconds=$((SECONDS - $2)) what=$3 compiled total last
    compiled=$(grep -c '^CXX src/' "$log" 2>/dev/null) || true
    last=$(tail -c 2000 "$log" 2>/dev/null | tr '\r' '\n' | grep '[[:alnum:]]' | tail -n 1) || true
    last=$(sed 's/^[.]\{3\} *[^ ]* *[0-9]* s *//' <<<"$last")
    case $last in
        'CXX src/'*)
            total=$(find "$top/src" -name '*.cpp' | wc -l)
            last="$compiled of $total files"
            ;;
    esac
    printf '%.*s' "$progress_width" "$(printf '...   %-13s %4d s  %s' "$what" "$seconds" "$last")"
}

# show_progress LOG BEGAN WHAT — until it is killed, or the script has ended.
show_progress() {
    local every=5
    [ ! -t 1 ] || every=1
    while sleep "${PROGRESS_EVERY:-$every}" && kill -0 $$ 2>/dev/null; do
        if [ -t 1 ]; then printf '\r\e[K%s' "$(progress_line "$@")"; else echo "$(progress_line "$@")"; fi
    done
}

# end_progress PID — nothing of it stays on a terminal.
end_progress() {
    kill "$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
    [ ! -t 1 ] || printf '\r\e[K'
}

with_progress() {
    local log=$1 what=$2 status=0 shown
    shift 2
    : >"$log"
    show_progress "$log" "$SECONDS" "$what" &
    shown=$!
    "$@" >"$log" 2>&1 </dev/null || status=$?
    end_progress "$shown"
    return $status
}
