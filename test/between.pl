# Plays races between the nodes of a cluster, for the part between of test/citus: reads them from standard input and prints them with the
# answers that it got, in the same form. So where all is as it should be it prints what it reads.
#
#   == NAME              a race
#   one: STATEMENT       what is told to the session of that node, of which each has one; what precedes it is told to all alike
#   -: STATEMENT         what the coordinator does before or afterwards, in a session that is in no race
#   	ANSWER           what was answered, a row a line, an error by its code
#   	two: ANSWER      likewise of a session that waited
#   	waits            it waits for another session of the race, wherever on the cluster
#
# {NAME} is the id of a thing of test/fixture/cluster.sql, here being a supplier of node one, there one of node two, and {NO} that of an
# order. Of statements two are short for what SQL says at length: `order NO of PARTNER: GOODS` comes in, `move SUPPLIER to NODE`.
# Whether a session waits, and for whom, is asked of pg_blocking_pids() on every node, never of the clock.
#
# perl test/between.pl PSQL HERE THERE NODE=HOST:PORT...
use strict;
use warnings;
use IPC::Open2;

my ($psql, %supplier, %address);
($psql, @supplier{qw(here there)}, my @addresses) = @ARGV;
%address = map { split /=/ } @addresses;
my $patience = 600; # seconds after which a session that neither answers nor waits is a fault
my (%session, %watcher, @waiting);
my $books = begin_session('coordinator');
$watcher{$_} = begin_session($_) for keys %address;

$| = 1;
while (my $line = <STDIN>) {
	chomp $line;
	print "$line\n" if $line !~ /^\t/;
	begin_race() if $line =~ /^==/;
	next if $line !~ /^([-\w]+): (.+)$/;
	$1 eq '-' ? prepare($2) : play($1, $2);
}
end_race();

sub begin_session {
	my ($node) = @_;
	my ($host, $port) = split /:/, $address{$node};
	my $session = { node => $node, said => '' };
	open2($session->{out}, $session->{in}, "exec '$psql' -X -q -A -t -v VERBOSITY=sqlstate -h '$host' -p $port -d shop 2>&1");
	$session->{in}->autoflush;
	$session->{id} = ask($session, 'SELECT citus_backend_gpid()');
	return $session;
}

sub end_session {
	my ($session) = @_;
	close $session->{in};
	my @rest = readline $session->{out};
	close $session->{out};
	wait;
}

sub begin_race {
	end_race();
	tidy();
	%session = map { $_ => begin_session($_) } keys %address;
}

sub end_race {
	end_session($_) for values %session;
	%session = @waiting = ();
}

sub say_to {
	my ($session, $statement) = @_;
	$session->{said} = '';
	print { $session->{in} } "$statement;\n\\echo =end\n";
}

# What a session has answered by now, if all of it has come.
sub answer {
	my ($session) = @_;
	my $ready = '';
	vec($ready, fileno $session->{out}, 1) = 1;
	while (select my $found = $ready, undef, undef, 0.01) {
		sysread($session->{out}, $session->{said}, 8192, length $session->{said}) or die "a session of $session->{node} was lost: $session->{said}\n";
	}
	return $session->{said} =~ s/=end\n\z//r if $session->{said} =~ /=end\n\z/;
	return;
}

sub ask {
	my ($session, $statement) = @_;
	say_to($session, $statement);
	my $begun = time;
	while (time < $begun + $patience) {
		my $said = answer($session);
		return $said =~ s/\n\z//r if defined $said;
	}
	die "no answer to $statement\n";
}

sub waits {
	my ($session) = @_;
	my $ids = join ', ', map { $_->{id} } values %session;
	return grep {
		ask($_, "SELECT 1 FROM get_all_active_transactions() AS w WHERE w.global_pid = $session->{id} AND EXISTS (
			SELECT FROM get_all_active_transactions() AS b WHERE b.process_id = ANY (pg_blocking_pids(w.process_id)) AND b.global_pid IN ($ids)
				AND b.global_pid <> w.global_pid)")
	} values %watcher;
}

# Returns the answer, or nothing if the session waits.
sub outcome {
	my ($session) = @_;
	my $begun = time;
	while (time < $begun + $patience) {
		my $said = answer($session);
		return $said if defined $said;
		return if waits($session);
	}
	die "a session of $session->{node} neither answers nor waits for another\n";
}

sub show {
	my ($whose, $said) = @_;
	print map { "\t$whose" . s/^psql:[^ ]* //r . "\n" } split /\n/, $said;
}

sub play {
	my ($node, $statement) = @_;
	say_to($session{$node}, in_full($statement));
	my $said = outcome($session{$node});
	show('', $said // 'waits');
	my @still;
	for my $other (@waiting) {
		my $then = outcome($session{$other});
		defined $then ? show("$other: ", $then =~ /\S/ ? $then : 'done') : push @still, $other;
	}
	@waiting = (@still, defined $said ? () : $node);
}

# Has the engine drop what groups that moved left behind, which else keeps them from moving back while somebody else is about to drop it.
sub tidy {
	my $begun = time;
	while (ask($books, 'SELECT count(*) FROM pg_dist_cleanup') ne '0') {
		die "what groups left behind stays\n" if time > $begun + $patience;
		ask($books, 'CALL citus_cleanup_orphaned_resources()');
	}
}

sub prepare {
	my ($statement) = @_;
	tidy() if $statement =~ /^move /;
	my $said = ask($books, in_full($statement));
	show('', $said) if $said =~ /ERROR/;
}

sub thing {
	my $name = $_[0] =~ s/^(here|there)\b/$supplier{$1}/r;
	return ask($books, "SELECT coalesce((SELECT max(id) FROM t.thing WHERE name = '$name'),
		(SELECT max(order_id) FROM distribution.supply_order WHERE platform_order_no = '$name'))") || die "$name is not there\n";
}

sub in_full {
	my ($statement) = @_;
	if ($statement =~ /^order (\S+) of ((\w+) )?(\w+): (.+)$/) {
		return sprintf q{SELECT distribution.sync_order(%s, %s, t.payload('%s', '%s'))}, thing($3 // 'supplier'), thing(($2 // '') . $4), $1, $5;
	}
	if (my ($who, $node) = $statement =~ /^move (\w+) to (\w+)$/) {
		my ($port) = $address{$node} =~ /:(\d+)$/;
		return sprintf q{SELECT citus_move_shard_placement(shardid, nodename, nodeport, '127.0.0.1', %s, 'block_writes') FROM pg_dist_shard_placement
			WHERE shardid = get_shard_id_for_distribution_column('distribution.supplier', %s)}, $port, thing($who);
	}
	return $statement =~ s/\{([a-z][^{}"]*)\}/thing($1)/ger =~ s/\[(SELECT .+?)\]/ask($books, $1)/ger;
}
