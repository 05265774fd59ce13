# Every curl line of docs/recipes.md, "REST", is answered with the status that its row says, in the order of the table.
use strict;
use warnings;
use AutomationTest;
use HTTP::Tiny ();
use JSON::PP qw(decode_json);
use PostgreSQL::Test::Utils;
use RestTest;
use Test::More;
use Text::ParseWords qw(shellwords);

my ($recipe) = slurp_file("$ENV{AUTOMATION_TOP}/docs/recipes.md") =~ /^## REST\n(.*?)^## /ms;
my ($set_up) = $recipe =~ /^```sql\n(select automation_install_api.*?)^```/ms;
my ($variables) = $recipe =~ /^```sh\n(.*?)^```/ms;
my @rows = $recipe =~ /^\| ([^|]+) \| `(curl [^`|]+)` \| (\d+)\b/mg;

my $node = automation_node('main');
$node->safe_psql('postgres', "create extension automation; select automation_start(); $set_up");
$node->safe_psql('postgres', 'alter role authenticator login');
my $rest = rest_gateway($node, 'postgres');
my %variable = $variables =~ /^(\w+)="?(.*?)"?$/mg;
$variable{API} = $rest->{url};
$variable{TOKEN} = rest_token({ role => 'acme_api' });
sub expanded { my ($text) = @_; $text =~ s/\$(\w+)/expanded($variable{$1} \/\/ die "no $1")/ge; return $text }

# The method, address, headers and body of a command line of curl.
sub request_of
{
	my ($command) = @_;
	# Only what is quoted by double quotes has variables; bodies have none.
	my (undef, @words) = shellwords(expanded($command) =~ s/\\/\\\\/gr);
	my ($method, $url, $content, %headers);
	while (defined(my $word = shift @words))
	{
		if ($word eq '-X') { $method = shift @words }
		elsif ($word eq '-H') { my ($name, $value) = split /: /, shift @words, 2; $headers{$name} = $value }
		elsif ($word eq '-d') { $content = shift @words }
		elsif ($word =~ /^-/) { die "no such option: $word\n" }
		else { $url = $word }
	}
	return ($method // (defined $content ? 'POST' : 'GET'), $url, { headers => \%headers, defined $content ? (content => $content) : () });
}

cmp_ok(scalar @rows / 3, '>=', 12, 'the table has its endpoints');
my %seen;
while (my ($what, $command, $status) = splice @rows, 0, 3)
{
	my $answer = HTTP::Tiny->new(timeout => 30)->request(request_of($command));
	is($answer->{status}, $status, "$what: $command") || diag($answer->{content});
	$seen{$what} = $answer->{content};
}
like($seen{create}, qr/"name": ?"Welcome New Leads"/, 'create: the saved row');
like($seen{'disable, enable'}, qr/"enabled": ?false/, 'disable: the changed row');
like($seen{test}, qr/"would_run": ?(?:true|false)/, 'test: the draft');
like($seen{report}, qr/\A<!DOCTYPE html>.*<\/html>\n\z/s, 'report: the page itself');
is($seen{trigger}, '1', 'trigger: the number of runs');
like($seen{log}, qr/automation_tested/, 'log: the test');
my ($shown) = $recipe =~ /^```json\n(.*?)^```/ms;
my $answer = HTTP::Tiny->new->request(request_of(q{curl "$API/automations" -H "$AUTH" -H "$JSON" -d '{"name": "x", "type": "lead_folowup", "trigger": "new_lead"}'}));
is_deeply(decode_json($answer->{content}), decode_json($shown), 'the error is the one that is shown');
is($node->safe_psql('postgres', 'select count(*) from automations'), 0, 'delete: nothing is left');

done_testing();
