# A pgTAP file as a cluster is told it (test/citus), from standard input: statement by statement, as one transaction takes one user's
# writes of a supplier only (doc/scale-out.md), what is called in one statement, too, as each is to be seen on all nodes by the next;
# what is done with triggers off, and what a savepoint undoes, in a transaction; an assertion over rows asked here, where pgTAP counts
# it, not on the rows' node, and one that calls a function for many rows for each by itself; helpers in PL/pgSQL, as Citus refuses
# functions in SQL that ask its tables by parameters; moments moved by what Citus takes to be immutable; maintain() for the function
# that a cluster has not; a column where Citus wants one; and roles that nodes can connect as. What is asked and expected stays as it is.
use strict;
use warnings;

my $begin = "BEGIN;\nSET LOCAL citus.propagate_set_commands = local;\n";
local $/;
$_ = <STDIN>;
s/^(BEGIN|ROLLBACK|COMMIT);\n//mg;
s/^(SET LOCAL session_replication_role = replica;)/$begin$1/mg;
s/^SET LOCAL session_replication_role = origin;/COMMIT;/mg;
s/^SAVEPOINT \w+;/BEGIN;/mg;
s/^ROLLBACK TO (SAVEPOINT )?\w+;/ROLLBACK;/mg;
s/^SET LOCAL (?!citus|session_replication_role)/SET /mg;
s/^(SELECT set_config\(.*)/$1 =~ s{, true\)}{, false)}gr/mge;
s/RETURNING t\.name_it\(('[^']*'), (\w+)\) \\g \/dev\/null/RETURNING $2 AS made \\gset\nSELECT t.name_it($1, :made) \\g \/dev\/null/g;
s/EXISTS \(SELECT FROM/EXISTS (SELECT 1 FROM/g;
s/CASE ([\w.]+) WHEN ('[^']*'|t\.id\('[^']*'\)) THEN ('[^']*'|\S+) ELSE/CASE WHEN $1 = $2 THEN $3 ELSE/g;
s/(CREATE ROLE (?:[a-z_]++|%I))(?! LOGIN)/$1 LOGIN/g;
s{\bUPDATE distribution\.(?:interval '[^;']+'(?!')|[^;'])*}{moments($&)}ge;
s{(CREATE (?:OR REPLACE )?FUNCTION (?:(?!\$\$).)*?)LANGUAGE sql( STABLE)? AS \$\$(.*?)\$\$;}{helper($1, $2 // '', $3, $&)}ges;
s{^SELECT ((?:(?!;$|\\g).)*?) \\g /dev/null$}{calls($1, $&)}gesm;
s{^SELECT distribution\.run_maintenance\(\)(?: FROM generate_series\(1, (\d+)\))?(?: \\g /dev/null|;)}{join "\n", ('CALL distribution.maintain();') x ($1 // 1)}gem;
s{^SELECT (is|ok|matches)\((.*?);$}{my $asked = assertion($1, $2); $asked ? "$asked \\gexec" : $&}gesm;
s{\bRETURN NEXT (is|ok|matches)\((.*?);$}{my $asked = assertion($1, $2); $asked ? "RETURN QUERY EXECUTE ($asked);" : $&}gesm;
my @off = /FUNCTION (t\.\w+)\((?:(?!\$\$;).)*?SET LOCAL session_replication_role/gs;
for my $function (@off) {
	s{^SELECT (?:(?!;$|\\g).)*\b\Q$function\E\(.*?(?:;| \\g(?:exec| /dev/null))$}{$begin$&\nCOMMIT;}gms;
}
print;

sub moments {
	my ($update) = @_;
	return $update =~ s/= \K(\w*(?:_at|_since|until)) ([-+] (?:interval '[^']+'|(?!interval)[a-z_]+))(?=[,;]|\s+WHERE|\s*$)/t.moved($1, @{[$2 =~ s{^\+ }{}r]})/gr;
}

sub helper {
	my ($head, $stable, $body, $as_is) = @_;
	$body =~ s/^\s+|;?\s*$//g;
	return $as_is if $head !~ /RETURNS (SETOF |TABLE )?(.*?)\s*$/s;
	my ($rows, $type, $found) = ($1, $2, '');
	if ($type eq 'void') {
		$body = join '', map { s/^\s+//r =~ s/^SELECT/PERFORM/r . ";\n" } split /;/, $body;
	} elsif ($body =~ /;/) {
		return $as_is;
	} elsif ($rows) {
		$body = "RETURN QUERY $body;";
	} elsif ($body =~ /\b(INSERT|UPDATE|DELETE)\b.*\bRETURNING\b/s) {
		$found = "DECLARE found_value $type;\n";
		$body = "$body INTO found_value;\nRETURN found_value;";
	} else {
		$body = "RETURN ($body);";
	}
	return "${head}LANGUAGE plpgsql$stable AS \$\$\n#variable_conflict use_column\n${found}BEGIN\n$body\nEND\n\$\$;";
}

# The expressions of a list, and what follows the bracket that closes it
sub list {
	my ($text) = @_;
	my ($depth, $expression, @expressions) = (0, '');
	while ($text =~ /\G('(?:[^']|'')*'|\$\$.*?\$\$|[^'\$]|\$)/gs) {
		my $token = $1;
		$depth++ if $token =~ /^[(\[]$/;
		$depth-- if $token =~ /^[)\]]$/;
		if ($depth < 0 || $depth == 0 && $token eq ',') {
			push @expressions, $expression;
			$expression = '';
			last if $depth < 0;
		} else {
			$expression .= $token;
		}
	}
	return (\@expressions, defined pos $text ? substr($text, pos $text) : undef);
}

# SELECT CALL, CALL ...
sub calls {
	my ($calls, $as_is) = @_;
	my ($each) = list("$calls)");
	return $as_is if grep { !/^\s*[a-z_.]+\((.*)$/s || ((list($1))[1] // 'open') !~ /^\s*$/ } @$each;
	return join "\n", map { 'SELECT ' . s/^\s+|\s+$//gr . ' \g /dev/null' } @$each;
}

# is(FOUND, EXPECTED, NAME) FROM ..., ok(FOUND, NAME) FROM ..., matches(FOUND, PATTERN, NAME) FROM ...: over rows of ours it is asked here
# whether it holds; over other rows a call is made for each, statement by statement.
sub assertion {
	my ($kind, $rest) = @_;
	my ($arguments, $rows) = list($rest);
	return '' if !defined $rows || @$arguments != ($kind eq 'ok' ? 2 : 3);
	my ($found, $expected, $name) = ($arguments->[0], $arguments->[1], $arguments->[-1]);
	if (($rest =~ s/'(?:[^']|'')*'|\$\$.*?\$\$//gsr) !~ /\bFROM .*\bdistribution(_report)?\./s) {
		return '' if $kind ne 'is' || $rows !~ /^\s*FROM/ || $found !~ /^(t\.\w+)\((.*)$/s;
		my ($called, $given) = ($1, $2);
		my ($values, $after) = list($given);
		return '' if !defined $after || $after ne '' || $given =~ /^\)|=>|VARIADIC/;
		return "SELECT format('SELECT is($called(" . join(', ', ('%L') x @$values) . "), %L, %L)', " . join(',', @$values) . ", $expected,$name)$rows";
	}
	my $holds = $kind eq 'is' ? "($found) IS NOT DISTINCT FROM ($expected)" : $kind eq 'ok' ? "($found)" : "($found) ~ ($expected)";
	return "SELECT format('SELECT ok(%L, %L)', $holds,$name)$rows";
}
