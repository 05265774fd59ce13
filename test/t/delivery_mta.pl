# A real mail server takes what leaves: Debian's Postfix, whose Maildir holds each mail once with the text that was meant;
# over TLS only when its certificate is the one that was asked for.
use strict;
use warnings;
use utf8;
use AutomationTest;
use DeliveryTest;
use Encode qw(decode_utf8 encode_utf8);
use JSON::PP ();
use PostfixTest;
use PostgreSQL::Test::Utils;
use Test::More;

if (my $missing = postfix_missing())
{
	die "$missing\n" if $ENV{CI};
	plan skip_all => $missing;
}

my $authority = authority('An authority of our own');
my $stranger = authority('Somebody else');
my $mta = postfix(tls => certificate($authority), addresses => [ '127.0.0.1', '127.0.0.2' ],
	domains => [ 'example.com', 'xn--bcher-kva.example' ]);
my $node = delivery_node('main', log_statement => 'none', log_min_duration_statement => '-1');

sub sql { return decode_utf8($node->safe_psql('postgres', encode_utf8($_[0]))) }

# As bytes, which is what a TAP stream takes.
sub same { my ($got, $meant, $what) = map { encode_utf8($_ // '') } @_; return is($got, $meant, $what) }

sub settle_on
{
	my (%settings) = @_;
	my $json = JSON::PP->new->encode({ host => '127.0.0.1', port => $mta->{port}, from => 'Salon <hello@salon.example>', %settings });
	sql("update automation_channels set paused_reason = null, settings = '$json'");
}

sub add_lead
{
	my ($name, $email) = @_;
	sql("insert into leads (name, email) values ('" . $name =~ s/'/''/gr . "', '$email')");
}

sub until_sent { my ($count) = @_; wait_for($node, q{select count(*) from messages where status = 'sent'}, $count) }

# --- twenty people, eleven scripts ---

my @names = ('Zoë Müller-Łukasz', 'José "Pepe" O\'Neill, Jr.', 'Ann <admin@elsewhere.example>', 'Александр Пушкин',
	'Ольга Їжакевич', 'Γιώργος Παπαδόπουλος', 'محمد بن سلمان', 'שרה כהן', 'आदित्य शर्मा', 'ธนพล ใจดี', '山田 太郎', '김민준',
	'王小明', 'ვახტანგ მაისურაძე', 'Արամ Խաչատրյան', 'கவிதா ராமன்', 'Émile & Söhne <b>', '👩🏽‍💻 Kim 🎉', '.dot. =?utf-8?q?x?=', 'Nguyễn Thị Ánh');
my $body = join "\n", 'Dear {lead_name},', '', '.', '..two dots, and a line of one above', 'From now on = we write; 50 % off',
	'', 'x' x 1200, 'long ' x 300 . 'end', "\ttab, trailing blank ", 'Grüße – ваш салон ✂';
welcome($node, 'postgres', subject_template => 'A word for {lead_name} – ✂ a subject that is so long that it must be folded',
	message_template => $body);
add_channel($node, 'email', 'smtp', { host => '127.0.0.1', port => $mta->{port}, security => 'none', from => 'Salon <hello@salon.example>' });
add_lead($names[$_], "lead$_\@" . ($_ == 5 ? 'bücher.example' : 'example.com')) for 0 .. $#names;
until_sent(scalar @names);
wait_for_mails($mta, scalar @names);

my @mails = mails_of($mta);
is(scalar @mails, 20, 'each lead has a mail');
is(join("\n", map { @{ $_->{defects} } } @mails), '', 'in which a reader finds nothing to mend');
my %by_address = map { $_->{delivered_to} => $_ } @mails;
is(scalar keys %by_address, 20, 'and only one');
for my $i (0 .. $#names)
{
	my $address = "lead$i\@" . ($i == 5 ? 'xn--bcher-kva.example' : 'example.com');
	my $mail = $by_address{$address} // {};
	same("$mail->{recipients}: $mail->{to}{name} at $mail->{to}{address}", "1: $names[$i] at $address", "to $names[$i]");
	same($mail->{subject}, "A word for $names[$i] – ✂ a subject that is so long that it must be folded", '... the subject');
	same(($mail->{text} // '') =~ s/\n\z//r, $body =~ s/\{lead_name\}/$names[$i]/r, '... the text');
}
my %ids = map { $_->{id} => 1 } @mails;
is(scalar keys %ids, 20, 'each under a Message-ID of its own');
is(join(' ', grep { $_ ne '<hello@salon.example>' } map { $_->{return_path} } @mails), '', 'from the sender of the channel');
like($by_address{'lead16@example.com'}{html}, qr/Émile &amp; Söhne &lt;b&gt;/, 'a name is text in HTML, too');
is(sql(q{select count(*) from messages where provider_message_id ~ '^[0-9A-F]{6,}$'}), 20, 'Postfix\'s queue ids are kept');
unlike($mails[0]{received}, qr/TLS/, 'in plain text, as the channel says');

# --- TLS ---

settle_on(security => 'starttls', ca_file => $authority->{ca});
add_lead('Over TLS', 'tls@example.com');
until_sent(21);
wait_for_mails($mta, 21);
my ($mail) = grep { $_->{delivered_to} eq 'tls@example.com' } mails_of($mta);
like($mail->{received}, qr/using TLSv1\.[23]/, 'STARTTLS with an authority of one\'s own');

# What is refused here must not have gone out: no MAIL, no login.
sub refused
{
	my ($what, $reason, %settings) = @_;
	my $offset = -s $node->logfile;
	settle_on(security => 'starttls', %settings);
	my $name = "Waits: $what";
	add_lead($name, 'waits' . lc($what =~ s/\W//gr) . '@example.com');
	wait_for($node, 'select paused_reason is not null from automation_channels', 't');
	like(sql('select paused_reason from automation_channels'), $reason, "$what: the channel is paused and says why");
	is((grep { /^\Q$name\E \|/ } split /\n/, decode_utf8(fates($node)))[0] =~ s/^(.*?\| \w+ \| \w+ \| \d+).*/$1/r,
		"$name | email | queued | 0", '... the message waits and loses no attempt');
	like(status($node), qr/email: .*certificate/, '... automation_status() tells it');
	is(() = slurp_file($node->logfile, $offset) =~ /channel email is paused: /g, 1, '... the log once');
	return;
}

refused('signed by a stranger', qr/server certificate not trusted.*\(curl 60\)/, ca_file => $stranger->{ca});
refused('made for another host', qr/server certificate not trusted, or of another host/, ca_file => $authority->{ca}, host => '127.0.0.2');
refused('the system trusts nobody of that name', qr/server certificate not trusted/);
refused('no such file', qr/file of trusted certificates not readable/, ca_file => "$authority->{where}/none.pem");
my @envelopes = slurp_file($mta->{log}) =~ /from=<hello\@salon/g;
is(scalar @envelopes, 21, 'nothing reached the queue of a server that we could not be sure of');

settle_on(security => 'starttls', ca_file => $authority->{ca});
until_sent(25);
wait_for_mails($mta, 25);
is(scalar(grep { $_->{delivered_to} =~ /^waits/ } mails_of($mta)), 4, 'what waited arrives when the certificate is right');
is(sql(q{select count(*) from messages where status <> 'sent'}), 0, 'nothing failed');
is(sql('select count(*) from automation_queue'), 0, 'nothing is left in the queue');

# --- the server closes for a while ---

stop_postfix($mta);
add_lead('While it is closed', 'closed@example.com');
wait_for($node, q{select status || ' ' || attempts from messages where error is not null}, 'queued 0');
like(sql('select error from messages where error is not null'), qr/connection refused/, 'a server that is down costs no attempt');

unlike(slurp_file($node->logfile), qr/PANIC|TRAP|terminated by signal/, 'no process died');
$node->stop;
done_testing();
