# wait.sh — wait_until SECONDS command…: until the command succeeds; status 1 when the time is over.

poll=0.05

wait_until() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        [ "$SECONDS" -lt "$deadline" ] || return 1
        sleep "$poll"
    done
}
