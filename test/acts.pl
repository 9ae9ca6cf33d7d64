# What test/crash and test/strain share: a server of their own with books, clients that act on it (test/fixture/acts.sql) and
# write down what is said to them, and what must be so afterwards. They `require` it and call begin_books().
use strict;
use warnings;
use IO::Handle;
use IPC::Open3;
use POSIX qw(:sys_wait_h);

our @partners = qw(kedai toko saigon raan);
my @verbs = qw(push push queue withdraw refuse ship ship return);
our ($scratch, $cluster, $bindir, @psql, @clients);
our $errors_are_open = 0; # what fails has not happened, and is done again; else it is what was said
my $tests = 0;

# The server of test/cluster in a folder that goes with this process.
sub begin_books {
	($scratch, my @settings) = @_;
	$cluster = "$scratch/pg";
	chmod 0711, $scratch; # user postgres goes through
	delete @ENV{ grep { /^PG/ && $_ ne 'PG_CONFIG' } keys %ENV };
	$ENV{PG_CONFIG} ||= `test/pg_config`;
	chomp($ENV{PG_CONFIG});
	chomp($bindir = `'$ENV{PG_CONFIG}' --bindir`);
	@ENV{qw(PGHOST PGUSER PGDATABASE LC_ALL)} = ($cluster, 'postgres', 'postgres', 'C');
	$ENV{PGOPTIONS} = '-c client_min_messages=warning';
	@psql = ("$bindir/psql", '-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1');
	system('test/cluster', 'start', $cluster, '--', 'log_min_messages=error', @settings) == 0 or die "no server\n";
}

sub make_books {
	system("'$bindir/psql' -X -q -v ON_ERROR_STOP=1 -o '$scratch/made' -c 'CREATE EXTENSION distribution CASCADE' -c 'SELECT distribution.install()' "
		. '-f test/fixture/business.sql -f test/fixture/acts.sql') == 0 or die "no books\n";
	sql(q{SELECT t.receive(sku, 'north', 1000000), distribution.set_credit(t.id('supplier'), t.id(partner), NULL, NULL)
		FROM unnest(ARRAY['A', 'B', 'C']) AS sku, unnest(ARRAY['kedai', 'toko', 'saigon', 'raan']) AS partner});
}

sub end_books {
	kill 'TERM', @clients if @clients;
	system 'test/cluster', 'stop', $cluster if $cluster;
}

sub sql {
	open my $out, '-|', @psql, map { ('-c', $_) } @_ or die $!;
	local $/;
	my $said = <$out>;
	close $out or die "psql failed: @_\n";
	return $said;
}

sub is_empty {
	my ($found, $name) = @_;
	$tests++;
	print $found eq '' ? '' : 'not ', "ok $tests - $name\n";
	print map { "# $_\n" } grep { defined } (split /\n/, $found)[0 .. 20];
}

# One client: acts until its session is lost. Each act stands in its journal before it is asked for, and again with its end.
sub client {
	my ($name, $partner, $journal) = @_;
	my (@open, $number);
	srand($name =~ s/\D//gr);
	open my $book, '>', $journal or die $!;
	$book->autoflush;
	my $psql = open3(my $ask, my $answer, undef, "$bindir/psql", '-X', '-q', '-A', '-t', '-v', 'VERBOSITY=sqlstate');
	local $SIG{PIPE} = 'IGNORE';
	while (1) {
		my ($act, $key) = (('top_up', 'deduction', 'correction', 'receipt', 'mirrors')[rand 5], $name . '-' . ++$number);
		if (rand() < 0.75) {
			if (@open < 3) { ($act, $key) = ('sync', $key); push @open, $key }
			else { ($act, $key) = ($verbs[rand @verbs], $open[rand @open]) }
		}
		print $book "$act\t$key\t$partner\t";
		print $ask "SELECT t.act('$act', '$key', '$partner');\nSELECT 'end';\n";
		$ask->flush or last;
		my ($ended, $lost, @said);
		while (!$ended && !$lost && defined(my $line = <$answer>)) {
			chomp $line;
			$ended = $line eq 'end';
			$lost = $line =~ /^server closed/; # now and then psql lives on without it, and waits for more to do
			push @said, $line if !$ended && $line !~ /^(FATAL|WARNING|server closed|connection)/;
		}
		last if !$ended;
		print $book join(' ', @said), "\n";
		# What failed is left alone, to be done again as it was asked for.
		@open = grep { $_ ne $key } @open if "@said" =~ /withdrawn|shipped \d+\/\d+\/1|ERROR/;
		shift @open if @open > 2 && rand() < 0.1;
	}
	close $ask;
	waitpid $psql, 0;
	exit 0;
}

sub start_clients {
	my ($cycle) = @_;
	@clients = ();
	unlink map { "$scratch/journal.$_" } 0 .. $#partners;
	for my $n (0 .. $#partners) {
		STDOUT->flush;
		my $pid = fork // die $!;
		if (!$pid) {
			open STDOUT, '>', "$scratch/client.$n.log" or die $!;
			client("C$cycle-$n", $partners[$n], "$scratch/journal.$n");
		}
		push @clients, $pid;
	}
}

# Whether all have lost their sessions, or got none
sub all_ended {
	@clients = grep { waitpid($_, WNOHANG) == 0 } @clients;
	return !@clients;
}

# How many acts each client has been told the end of
sub acts_told_each {
	my @counts = (0) x @partners;
	for my $n (0 .. $#partners) {
		open my $in, '<', "$scratch/journal.$n" or next; # it has not begun
		while (<$in>) { $counts[$n]++ if /\n\z/ }
	}
	return @counts;
}
sub acts_told {
	my $count = 0;
	$count += $_ for acts_told_each();
	return $count;
}

sub pause { select undef, undef, undef, 0.02 }

sub postmaster {
	open my $in, '<', "$cluster/data/postmaster.pid" or return;
	my $pid = <$in>;
	return $pid =~ /^(\d+)/ ? $1 : undef;
}

# Of this server, and of no other: by its own word. A name is as in pg_stat_activity.
sub processes {
	my ($name, $also) = (@_, '', '');
	my $type = $name ? "AND backend_type = '$name'" : '';
	return split ' ', sql("SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid() $type $also ORDER BY pid");
}

# A process's state, as ps writes it, and its parent
sub state_of {
	my ($pid) = @_;
	open my $in, '<', "/proc/$pid/stat" or return ('', ''); # it has ended
	return (<$in> // '') =~ /\) (\S) (\d+) [^)]*$/ ? ($1, $2) : ('', '');
}

# The postmaster, and all that it has started if wanted; returns all of them. It is stopped first: what it started meanwhile
# would outlive the others, and wait for ever for a lock that died with one.
sub kill_server {
	my ($all) = @_;
	my $parent = postmaster();
	kill 'STOP', $parent;
	pause() until (state_of($parent))[0] eq 'T';
	my @children = grep { (state_of($_))[1] eq $parent } map { m{(\d+)} } glob '/proc/[0-9]*';
	kill 'KILL', $parent, $all ? @children : ();
	return ($parent, @children);
}

# What the clients heard, into the books' own table; then what nobody heard the end of.
sub read_journals {
	my (@lines, @open);
	for my $n (0 .. $#partners) {
		open my $in, '<', "$scratch/journal.$n" or next;
		while (my $line = <$in>) {
			my ($act, $key, $partner, $said) = split /\t/, $line, 4;
			next if !defined $said;
			my $ended = $said =~ s/\n\z// && !($errors_are_open && $said =~ /ERROR|FATAL/);
			push @lines, join "\t", $act, $key, $partner, $ended ? $said : '\N';
			push @open, [$act, $key, $partner] if !$ended;
		}
	}
	open my $copy, '|-', @psql, '-c', 'COPY t.said (act, key, partner, said) FROM stdin' or die $!;
	print $copy map { "$_\n" } @lines;
	close $copy or die "the journals are not read\n";
	return (scalar @lines, @open);
}

# What is wrong with the books: nothing. A server that is killed all the time never comes to know how large they are.
sub faults {
	return sql('ANALYZE', 'SELECT * FROM distribution.verify()', 'SELECT * FROM t.unbalanced()', 'SELECT * FROM t.missing()');
}

# Nothing that was said is lost, and what nobody heard the end of is done again, twice: the second finds all of it done.
sub settle_accounts {
	my ($name) = @_;
	my ($said, @open) = read_journals();
	my $faults = faults();
	for my $time (1, 2) {
		sql(map { "INSERT INTO t.said (act, key, partner, said) SELECT '$_->[0]', '$_->[1]', '$_->[2]', t.act('$_->[0]', '$_->[1]', '$_->[2]')" } @open) if @open;
	}
	is_empty($faults . faults(), $name);
	return ($said - @open, scalar @open);
}

sub end_tests { print "1..$tests\n" }

1;
