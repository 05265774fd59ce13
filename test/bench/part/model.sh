# model.sh — leads without a template: calls of a model that takes 300 ms, 256 of them at once.

measure_model() {
    local calls=${BENCH_CALLS:-5000} ideal
    ideal=$(calculate '256 / 0.3')
    start_double 300
    sql -c 'alter system set automation.max_in_flight = 256' -c "alter system set automation.gemini_api_key = 'test-key'" \
        -c "alter system set automation.gemini_ca_file = '$double_ca'"
    for _ in $(seq "$rounds"); do
        model_round http2 "https://localhost:$double_tls_port" "$calls"
        model_round http1 "http://127.0.0.1:$double_port" "$calls"
        sample model_ideal "$ideal"
    done
    sql -c 'alter system reset all' -c 'select pg_reload_conf()' >/dev/null
    stop_double
    model_row 'model calls/s, 300 ms, 256 at once, HTTP/2 and TLS' http2
    model_row 'model calls/s, 300 ms, 256 at once, HTTP/1.1' http1
    row '  longest open transaction seen meanwhile, ms' "$(spread model_open)" '300 (a call)' - '< 100' \
        "$(verdict "$(sort -g "$samples/model_open" | tail -n 1) < 100")"
}

model_row() {
    local share
    share=$(ratio "model_$2" model_ideal)
    row "$1" "$(spread "model_$2")" "$(spread model_ideal)" "$(two_digits "$share")" '>= 0.90' \
        "$(verdict "$share >= 0.90")"
    row '  CPU of the dispatcher, us a call' "$(spread "model_$2_cpu")" - - - ''
}

model_round() {
    local figures stats pid busy
    fresh model
    sql -c "alter system set automation.gemini_base_url = '$2'" -c 'select pg_reload_conf()' >/dev/null
    ask_double POST reset >/dev/null
    serve
    pid=$(dispatcher_pid) busy=$(busy_time "$pid")
    figures=$(sql <<END
call bench_add_leads($3);
select extract(epoch from clock_timestamp()) as began \\gset
call bench_wait() \\gset
select extract(epoch from clock_timestamp()) - :began, :longest;
END
    )
    sample "model_$1_cpu" "$(calculate "($(busy_time "$pid") - $busy) / 1000 / $3")"
    stats=$(ask_double GET stats)
    stop_serving
    expect 'texts of the model' "$3" "select count(*) from messages where origin = 'gemini'"
    expect 'activities' "$3" 'select count(*) from activities'
    [[ $stats == *"\"requests\":$3,"* ]] || die "model: not one call a lead: ${stats%%,\"bodies_seen*}"
    echo "${stats%%,\"bodies_seen*}" >>"$build/test-logs/bench-model.log"
    sample "model_$1" "$(calculate "$3 / ${figures%%|*}")"
    sample model_open "${figures##*|}"
}
