# receive.sh — inbound messages from one client after another: automation_receive() with mails of every kind, beside a plain
# INSERT of the same rows into messages without any trigger.
#
# Nothing but this file is needed: copied into an older checkout, `test/bench/run receive` measures that one.

measure_receive() {
    local seconds=${BENCH_SECONDS:-10} leads=${BENCH_REPLIERS:-20000} round
    receive_replies
    for round in $(seq "$rounds"); do
        receive_fresh "$leads" "$round"
        our_triggers disable messages
        receive_round plain "$seconds" "$leads" "$round" "$(receive_insert)"
        our_triggers enable messages

        receive_fresh "$leads" "$round"
        receive_round insert "$seconds" "$leads" "$round" "$(receive_insert)"

        receive_fresh "$leads" "$round"
        receive_round call "$seconds" "$leads" "$round" "$(receive_call)"
    done
    sql -c 'drop table bench_replies'
    receive_row 'automation_receive(), 1 client, mixed mails, calls/s' call
    receive_row '  the same rows by INSERT, with our triggers' insert
}

receive_row() {
    row "$1" "$(spread "receive_$2")" "$(spread receive_plain)" "$(two_digits "$(ratio "receive_$2" receive_plain)")" - ''
    row '  CPU of the backend, us a message' "$(spread "receive_$2_cpu")" "$(spread receive_plain_cpu)" \
        "$(printf %+.0f "$(excess "receive_$2_cpu" receive_plain_cpu)")" - ''
}

# Leads whom one automation is about to write to. Each round has its own addresses: an opt-out outlives its lead.
receive_fresh() { # receive_fresh LEADS ROUND
    fresh match
    sql -c "insert into leads (name, email, source)
            select 'Lead ' || i, 'lead' || i || '@round$2.example.com', 'Website' from generate_series(1, $1) i" \
        -c 'vacuum analyze' -c checkpoint
}

receive_call() {
    cat <<'END'
\set lead random(1, :leads)
\set reply random(1, :replies)
select automation_receive('email', 'lead' || :lead || '@round' || :round || '.example.com', body, subject) from bench_replies where id = :reply;
END
}

receive_insert() {
    cat <<'END'
\set lead random(:first, :first + :leads - 1)
\set reply random(1, :replies)
insert into messages (lead_id, direction, channel, subject, body, status) select :lead, 'inbound', 'email', subject, body, 'received' from bench_replies where id = :reply;
END
}

receive_round() { # receive_round NAME SECONDS LEADS ROUND SCRIPT
    local said cpu done first replies script=$samples/receive.pgbench
    first=$(sql -c 'select min(id) from leads')
    expect 'leads in a row' "$3" 'select max(id) - min(id) + 1 from leads'
    replies=$(sql -c 'select count(*) from bench_replies')
    printf '%s\n' "$5" >"$script"
    cpu=$(ended_cpu)
    said=$(pgbench -n -M prepared -c 1 -T "$2" -D first="$first" -D leads="$3" -D round="$4" -D replies="$replies" \
        -f "$script" bench 2>&1) || die "receive: pgbench failed: $said"
    cpu=$(calculate "$(ended_cpu) - $cpu")
    done=$(sed -n 's/^number of transactions actually processed: \([0-9]*\).*/\1/p' <<<"$said")
    expect 'messages' "$done" "select count(*) from messages where direction = 'inbound'"
    sample "receive_$1" "$(sed -n 's/^tps = \([0-9.]*\).*/\1/p' <<<"$said")"
    sample "receive_$1_cpu" "$(calculate "$cpu * 1e6 / $done")"
}

# What comes in: mostly answers, short and long, with what they quote; requests to stop, doubtful ones, machines, HTML.
receive_replies() {
    sql <<'END'
drop table if exists bench_replies;
create table bench_replies (id integer generated always as identity primary key, subject text, body text);
insert into bench_replies (subject, body) values
('Re: Welcome', 'Yes, Friday at ten suits me.'),
('Re: Welcome', E'Thanks, could we move it to next Tuesday? I have to pick up the children.\n\nAnn\n\nOn Mon, 2 Nov 2026 at 10:00, Acme <hello@acme.example> wrote:\n> Hi Ann,\n> when would be a good time to talk?\n>\n> Reply STOP to unsubscribe.'),
('AW: Willkommen', E'Guten Tag,\n\ndas passt leider nicht, geht auch der Donnerstag?\n\nMit freundlichen Grüßen\nAnn Lee\n\n-----Ursprüngliche Nachricht-----\nVon: Acme\nGesendet: Montag, 2. November 2026 10:00\nAn: Ann Lee\nBetreff: Willkommen\n\nHallo Ann, wann passt es Ihnen?'),
('Re: Bienvenue', 'Merci, c''est parfait. À vendredi !'),
('Re: Welcome', '<html><body><div dir="ltr">What does the large one cost?<br><br>Ann</div><br><div class="gmail_quote"><div>On Mon, 2 Nov 2026 Acme wrote:</div><blockquote>Hi Ann, when would be a good time to talk?</blockquote></div></body></html>'),
('Re: Bienvenido', '¿Puede ser por la tarde? Salgo de trabajar a las cinco.'),
('Re: Welcome', repeat('We would like the kitchen to be painted first, then the hall, and the stairs if there is time. ', 20)),
('Odp: Witamy', 'Dziękuję, przyjdę w środę.'),
('Re: Welcome', E'See you then!\n\nSent from my iPhone'),
('Re: Welcome', 'Please stop sending me emails, I have found somebody else.'),
('Abmelden', 'Bitte nehmen Sie mich aus dem Verteiler.'),
('Re: Welcome', 'Could you write less often? Once a month is enough.'),
('Automatic reply: Welcome', 'I am out of the office until Monday.'),
('Re: Welcome', 'Thank you for your email. I am currently on holiday and will answer when I am back.'),
('Undelivered Mail Returned to Sender', E'This is the mail system at host mx.example.\n\nI''m sorry to have to inform you that your message could not be delivered.'),
('Re: Welcome', E'No, thank you.\n-- \nAnn Lee\nEngineer');
analyze bench_replies;
END
}
