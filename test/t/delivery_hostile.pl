# 200 leads whose names and addresses try to be more than that, and 100 messages by hand that do the same: what reaches the
# server has the envelope and the header fields of any other mail, one recipient each.
use strict;
use warnings;
use utf8;
use AutomationTest;
use DeliveryTest;
use Encode qw(decode_utf8 encode_utf8);
use JSON::PP ();
use PostgreSQL::Test::Utils;
use Test::More;

plan skip_all => 'npm brings what the SMTP double needs' unless npm_of('smtp');

my $seed = $ENV{AUTOMATION_SEED} // time % 1_000_000;
srand($seed);
diag("seed $seed (AUTOMATION_SEED sets it)");

my $post = provider_double('smtp', user => 'salon', password => mail_password());
my $node = delivery_node('main', log_statement => 'none', log_min_duration_statement => '-1');

# --- what they write ---

# A text of PostgreSQL's holds any character but NUL, which therefore comes in its other spellings.
my @lines = ("\r\n", "\n", "\r", "\n\n", "\r\n ", "\r\n\t", "\r\n.\r\n", "\n.\n", "\r.\r", "\x{2028}", "\x{85}", "\x{0b}", "\x{0c}", "%0d%0a",
	"\\r\\n", "=0D=0A", "=?utf-8?q?=0D=0A?=", "\x{01}", "\x{00a0}", "\\0", "%00", "=00", "\x{2400}", "\x{e30d}\x{e30a}", "\x{560d}\x{560a}");
my @payloads = ('Bcc: victim@elsewhere.example', 'To: victim@elsewhere.example', 'Subject: Won!', 'RCPT TO:<victim@elsewhere.example>',
	'MAIL FROM:<other@elsewhere.example>', 'DATA', 'QUIT', 'RSET', '.', '..', 'Content-Type: text/html', 'From: boss@salon.example',
	"\r\nInjected body", 'X-Injected: yes', '--=_boundary--', '<victim@elsewhere.example>', '>', '<>', ',victim@elsewhere.example',
	';victim@elsewhere.example', 'NOTIFY=SUCCESS', 'SIZE=1', "Ann\x{202e}moc.elpmaxe", '👩🏽‍💻' x 40, 'ß' x 300, 'x' x 5000, ' ' x 2000,
	'"; drop', "\x{fffd}\x{feff}", '(comment)', '\\', '"', '"" <victim@elsewhere.example>', 'a@b' x 200, '=?utf-8?b?DQpCY2M6IHZAZS5leGFtcGxl?=');

sub any { return $_[ rand @_ ] }

sub hostile { return join '', map { any(any('Ann', '', 'x'), any(@lines), any(@lines), any(@payloads), any(@payloads)) } 1 .. 2 + rand 6 }

sub bad_address
{
	my ($i) = @_;
	my $good = "lead$i\@example.com";
	return any(
		$good . any(@lines) . any(@payloads),
		any(@payloads) . any(@lines) . $good,
		"lead$i" . any(@lines) . '@example.com',
		"lead$i\@example" . any(@lines) . '.com',
		"<$good>", "$good>", "<$good", "$good> NOTIFY=NEVER", "$good,victim\@elsewhere.example", "$good victim\@elsewhere.example",
		"\"lead$i\"\@example.com", "lead$i\@victim\@example.com", '@elsewhere.example:' . $good, "lead$i\@[127.0.0.1]", "lead$i\@.example.com",
		"lead$i..x\@example.com", ".lead$i\@example.com", "lead$i\@exam_ple.com", "lead$i\@", '@', '<>', '.', "lead$i",
		"lead$i" . 'x' x 300 . '@example.com', "lead$i\@" . 'x' x 300 . '.com', "lead$i\@" . join('.', ('x' x 60) x 5), "lead$i" . 'ü@example.com',
		"lead$i\@b\x{fc}cher.example", "lead$i\@\x{ff0e}example.com", "lead$i\@exa\x{ff0e}mple.com", "lead$i\@\x{202e}example.com", "lead$i\@example.com\x{3002}",
		"lead$i\@xn--zzzzzz--.example", " $good ", "\t$good\n", "mailto:$good", "lead$i\@example.com\\0", hostile());
}

my @leads = map { {
	name => $_ % 4 == 3 ? "Lead $_" : hostile(),
	email => $_ % 2 ? bad_address($_) : "lead$_\@example.com",
} } 1 .. 200;

# What the engine would never have written: nobody has looked at these recipients before they leave.
# An encoded word may be spelt with what an address may hold; some readers decode it.
my @encoded = ('=?utf-8?q?=0D=0A?=lead1001@example.com', 'lead1002=?utf-8?q?=40elsewhere.example=3e?=@example.com');
my @by_hand = map { { recipient => $encoded[ $_ - 1 ] // bad_address(1000 + $_), subject => hostile(), body => hostile() } } 1 .. 100;

# --- what happens ---

sub sql { return decode_utf8($node->safe_psql('postgres', encode_utf8($_[0]))) }

welcome($node, 'postgres', subject_template => 'News for {lead_name}', message_template => 'Dear {lead_name}, here is the news.');
add_channel($node, 'email', 'smtp', smtp_settings($post));
my $json = JSON::PP->new->ascii->encode(\@leads) =~ s/'/''/gr;
sql("insert into leads (name, email) select name, email from jsonb_to_recordset('$json') as l (name text, email text)");
sql("insert into leads (name) values ('By hand')");
$json = JSON::PP->new->ascii->encode(\@by_hand) =~ s/'/''/gr;
sql("insert into messages (lead_id, channel, status, recipient, subject, body) select (select id from leads where name = 'By hand'), 'email', 'queued',
  recipient, subject, body from jsonb_to_recordset('$json') as m (recipient text, subject text, body text)");
wait_for($node, 'select count(*) from leads l where not exists (select from activities a where a.lead_id = l.id)', 0);
wait_for($node, 'select count(*) from automation_queue', 0);
diag(sql(q{select string_agg(what || ': ' || many, ', ' order by many desc) from (select type || coalesce(' ' || (details ->> 'reason'), '') what,
  count(*) many from activities group by 1) a}));

my %sent = map { $_ => 1 } split /\n/, sql(q{select id from messages where status = 'sent'});
is(sql(q{select count(*) from messages where status not in ('sent', 'failed', 'cancelled')}), 0, 'no message hangs');
is(sql(q{select count(*) from leads l where email ~ '^lead[0-9]+@example\.com$'
  and not exists (select from messages m where m.lead_id = l.id and m.status = 'sent')
  and not exists (select from activities a where a.lead_id = l.id and a.details ->> 'reason' = 'missing_lead_name')}), 0,
	'whoever has a good address gets a mail, whatever the name is');

my @mails = @{ provider_ask($post, 'mails') };
is(scalar @mails, scalar keys %sent, 'a mail for each message that is sent');
cmp_ok(scalar @mails, '>=', 100, 'which most are');
my @fields = qw(date from to subject message-id auto-submitted mime-version content-type);
my @bare = grep { $_ ne 'subject' } @fields;
my (@wrong, @said);
for my $mail (@mails)
{
	my $parsed = $mail->{parsed};
	my $to = $mail->{to}[0] // '';
	my $ours = $to =~ /lead\d{1,3}\b/;
	push @wrong, "$to: from $mail->{from}" if $mail->{from} ne 'hello@salon.example';
	push @wrong, "$to: also to @{$mail->{to}}" if @{ $mail->{to} } != 1;
	push @wrong, "$to: has fields @{$parsed->{headers}}" if "@{$parsed->{headers}}" ne "@fields" && ($ours || "@{$parsed->{headers}}" ne "@bare");
	push @wrong, "$to: is from $parsed->{from}[0]{address}" if @{ $parsed->{from} } != 1 || $parsed->{from}[0]{address} ne 'hello@salon.example';
	push @wrong, "$to: is said to be to " . @{ $parsed->{to} } . ' addresses' if @{ $parsed->{to} } != 1;
	push @wrong, "$to: has the subject $parsed->{subject}" if $ours && $parsed->{subject} !~ /^News for/;
	push @wrong, "$to: has the text $parsed->{text}" if $ours && $parsed->{text} !~ /^Dear .*, here is the news\.\s*\z/s;
	push @wrong, "$to: has $parsed->{attachments} attachments" if $parsed->{attachments};
	my ($head) = split /\r\n\r\n/, $mail->{raw}, 2;
	push @said, $head =~ s/\r\n(?=[ \t])//gr =~ /^To: (?:.*<)?([^<>\s]+)>?\r?$/m ? lc $1 : "none in $head";
	push @wrong, "$to: has a bare line end" if $mail->{raw} =~ /(?<!\r)\n|\r(?!\n)/;
	push @wrong, "$to: has bytes in its header that are not ASCII" if $head =~ /[^\r\n\t\x20-\x7e]/;
	push @wrong, "$to: has a line of " . length($1) . ' bytes' if $mail->{raw} =~ /([^\r\n]{999,})/;
}
is(encode_utf8(join("\n", @wrong)), '', 'with the envelope and the fields of any other mail');
# The bytes as they came: what the double and mailparser tell has domains decoded, not always alike.
my @commands = @{ provider_ask($post, 'stats')->{commands} };
my $one = qr/EHLO [\w.-]+|AUTH (?:PLAIN|LOGIN)|MAIL FROM:<hello\@salon\.example>(?: SIZE=\d+| BODY=8BITMIME)*|RCPT TO:<[^<> ]+>|DATA|RSET|QUIT|NOOP/;
is(encode_utf8(join("\n", grep { !/\A$one\z/ } @commands)), '', 'no command is another');
my @recipients = map { /^RCPT TO:<(.*)>\z/s ? $1 : () } @commands;
is(scalar @recipients, scalar @mails, 'one recipient a mail');
my $whole = qr/\A[!#-;=?A-Z\[\]^-~]{1,64}@[a-z0-9.-]{1,253}\z/i;
is(encode_utf8(join(' ', grep { !/$whole/ } @recipients)), '', 'an address that is nothing else');
# "Ann <victim@...>" in one line is how people write an address.
my $named = grep { /\A[^@\v]*<victim\@elsewhere\.example>[^@\v]*\z/ } map { $_->{email} // $_->{recipient} } @leads, @by_hand;
cmp_ok(scalar(grep { /victim/ } @recipients), '<=', $named, 'and nobody\'s but whom it was addressed to');
my %reached = map { lc($_) => 1 } @recipients;
is(scalar keys %reached, scalar @recipients, 'to each once');
is(encode_utf8(join(' ', sort @said)), join(' ', sort keys %reached), 'who is the one in the mail itself');
my @named = split /\n/, sql(q{select lower(btrim(recipient, E' \t\r\n')) from messages where status = 'sent'});
is(join(' ', grep { !$reached{$_} } grep { !/[^\x01-\x7f]/ } @named), '', 'the one that the message names');
is(scalar @named, scalar @recipients, 'and no other');

unlike(slurp_file($node->logfile), qr/PANIC|TRAP|terminated by signal/, 'no process died');

$node->stop;
done_testing();
