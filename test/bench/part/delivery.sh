# delivery.sh — mails over one channel to a server on this machine, from the queue to the record: against what the server
# itself takes over as many connections (mailer.cpp, without a database), and against a connection a mail (mailer.py).
#
# The server is the SMTP double of the tests, which only counts here: like a real one it costs more than our side of it.

measure_delivery() {
    mails=${BENCH_MAILS:-5000}
    local round connections
    g++ -std=gnu++20 -O2 -o "$samples/mailer" "$top/test/bench/mailer.cpp" || die 'delivery: no mailer'
    chmod 755 "$samples"
    start_post
    post_round sink 4 plain
    rm -f "$samples/delivery_sink_4_plain"  # the double gets faster while it warms up
    for round in $(seq "$rounds"); do
        for connections in 4 16; do
            post_round sink "$connections" plain
            post_round ours "$connections" plain
        done
        post_round one 1 plain
        post_round ours 4 tls
        post_round one 1 tls
    done
    sql -c 'delete from automation_channels'
    stop_double
    delivery_row "mails/s, 4 connections (to: the server's own)" ours_4_plain sink_4_plain 0.5
    delivery_row "mails/s, 16 connections (to: the server's own)" ours_16_plain sink_16_plain 0.5
    delivery_row '  4 connections, to: a connection a mail' ours_4_plain one_1_plain -
    delivery_row '  4 connections, TLS and login, to: one a mail' ours_4_tls one_1_tls 5.0
    row '  CPU of the dispatcher, us a mail' "$(spread delivery_cpu)" - - - ''
}

delivery_row() {
    local share bar='-' said=''
    share=$(ratio "delivery_$2" "delivery_$3")
    [ "$4" = - ] || { bar=">= $4" said=$(verdict "$share >= $4"); }
    row "$1" "$(spread "delivery_$2")" "$(spread "delivery_$3")" "$(two_digits "$share")" "$bar" "$said"
}

post_round() { # post_round sink|one|ours CONNECTIONS plain|tls
    local number=$mails seconds port=$post_port
    [ "$3" = plain ] || port=$post_tls_port
    ask_double POST reset >/dev/null
    ask_double POST settings '{"keep_raw": false}' >/dev/null
    case $1 in
        sink) seconds=$("$samples/mailer" "$port" "$number" "$2" 100) ;;
        one)
            number=$((mails / 10))
            seconds=$(python3 "$top/test/bench/mailer.py" "$port" "$number" ${double_ca:+$([ "$3" = plain ] || echo "$double_ca")})
            ;;
        ours) our_post "$2" "$3" "$port" ;;
    esac
    [[ $(ask_double GET stats) == "{\"mails\":$number,\"ids\":$number,"* ]] || die "delivery: not every mail, once ($*)"
    sample "delivery_$1_$2_$3" "$(calculate "$number / $seconds")"
}

our_post() { # our_post CONNECTIONS plain|tls PORT — sets seconds
    local security='"security": "none"' busy
    [ "$2" = plain ] || security="\"security\": \"tls\", \"ca_file\": \"$double_ca\", \"user\": \"salon\", \"password\": \"secret-word\""
    fresh none
    sql <<END
delete from automation_channels;
insert into automation_channels (channel, provider, settings) values ('email', 'smtp',
    '{"host": "127.0.0.1", "port": $3, $security, "from": "Salon <hello@salon.example>", "max_connections": $1}');
call bench_add_leads($mails);
insert into messages (lead_id, channel, subject, body, status)
select id, 'email', 'Welcome', repeat(E'Thank you for your interest. When would be a good time to talk?\n', 10), 'queued' from leads;
vacuum analyze;
checkpoint;
END
    read -r seconds busy <<<"$(timed_post)"
    stop_serving
    expect 'mails sent' "$mails" "select count(*) from messages where status = 'sent' and attempts = 1 and error is null"
    expect 'activities' "$mails" "select count(*) from activities where type = 'message_sent'"
    sample delivery_cpu "$busy"
}

# "seconds us", the latter of the dispatcher's CPU a mail. The dispatcher is there from the start and finds the channel shut.
timed_post() {
    local seconds pid busy
    sql -c "update automation_channels set enabled = false"
    serve
    pid=$(dispatcher_pid) busy=$(busy_time "$pid")
    seconds=$(sql <<END
select extract(epoch from clock_timestamp()) as began \\gset
update automation_channels set enabled = true;
call bench_wait() \\gset
select extract(epoch from clock_timestamp()) - :began;
END
    )
    echo "$seconds $(calculate "($(busy_time "$pid") - $busy) / 1000 / $mails")"
}

# The mail server: the double of the tests, as a process beside the database.
start_post() { # sets post_port, post_tls_port, double_port (of its control) and double_ca
    local place=$top/test/doubles/smtp ports=$run/bench-double.$$
    [ -d "$place/node_modules" ] || (cd "$place" && npm ci --silent --no-audit --no-fund) || die 'delivery: npm does not bring the mail server'
    "$as_user" mkdir -p "$ports"
    "$as_user" node "$place/server.js" --cert-dir "$ports" --port-file "$ports/ports" >"$build/test-logs/bench-double.log" 2>&1 </dev/null &
    double_pid=$!
    wait_until 20 test -s "$ports/ports" || die "the mail server did not start: see build/test-logs/bench-double.log"
    post_port=$(sed 's/.*"port":\([0-9]*\).*/\1/' "$ports/ports")
    post_tls_port=$(sed 's/.*"tls_port":\([0-9]*\).*/\1/' "$ports/ports")
    double_port=$(sed 's/.*"control_port":\([0-9]*\).*/\1/' "$ports/ports")
    double_ca=$ports/ca.pem
}
