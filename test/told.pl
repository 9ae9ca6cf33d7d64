# A pgTAP file as a cluster is told it (test/citus), from standard input: statement by statement, as one transaction takes one user's
# writes of a supplier only (doc/scale-out.md); an assertion over rows asked here, where pgTAP counts it, not on the rows' node; helpers
# in PL/pgSQL, as Citus refuses functions in SQL that ask its tables by parameters; and roles that nodes can connect as. What is asked
# and expected stays as it is.
use strict;
use warnings;

local $/;
$_ = <STDIN>;
s/^(BEGIN|ROLLBACK|COMMIT);\n//mg;
s/^SET LOCAL /SET /mg;
s/^(SELECT set_config\(.*)/$1 =~ s{, true\)}{, false)}gr/mge;
s/(CREATE ROLE (?:[a-z_]+|%I))(?! LOGIN)/$1 LOGIN/g;
s{(CREATE (?:OR REPLACE )?FUNCTION (?:(?!\$\$).)*?)LANGUAGE sql( STABLE)? AS \$\$(.*?)\$\$;}{helper($1, $2 // '', $3, $&)}ges;
s{^SELECT (is|ok)\((.*?);$}{assertion($1, $2, $&)}gesm;
print;

sub helper {
	my ($head, $stable, $body, $as_is) = @_;
	$body =~ s/^\s+|;?\s*$//g;
	return $as_is if $head !~ /RETURNS/ || $body =~ /^\s*(INSERT|UPDATE|DELETE|WITH)\b.*\bRETURNING\b/s && $head !~ /RETURNS SETOF/;
	if ($head =~ /RETURNS void/) {
		$body = join '', map { s/^\s+//r =~ s/^SELECT/PERFORM/r . ";\n" } split /;/, $body;
	} elsif ($body =~ /;/) {
		return $as_is;
	} else {
		$body = $head =~ /RETURNS (SETOF|TABLE)/ ? "RETURN QUERY $body;" : "RETURN ($body);";
	}
	return "${head}LANGUAGE plpgsql$stable AS \$\$\n#variable_conflict use_column\nBEGIN\n$body\nEND\n\$\$;";
}

# is(FOUND, EXPECTED, NAME) FROM ..., ok(FOUND, NAME) FROM ...
sub assertion {
	my ($kind, $rest, $as_is) = @_;
	my ($depth, $argument, @arguments) = (0, '');
	while ($rest =~ /\G('(?:[^']|'')*'|\$\$.*?\$\$|[^'\$]|\$)/gs) {
		my $token = $1;
		$depth++ if $token =~ /^[(\[]$/;
		$depth-- if $token =~ /^[)\]]$/;
		if ($depth < 0 || $depth == 0 && $token eq ',') {
			push @arguments, $argument;
			$argument = '';
			last if $depth < 0;
		} else {
			$argument .= $token;
		}
	}
	return $as_is if !defined pos $rest;
	my $rows = substr $rest, pos $rest;
	return $as_is if $rows !~ /^\s*FROM distribution/ || @arguments != ($kind eq 'is' ? 3 : 2);
	my $name = pop @arguments;
	my $holds = $kind eq 'is' ? "($arguments[0]) IS NOT DISTINCT FROM ($arguments[1])" : "($arguments[0])";
	return "SELECT format('SELECT ok(%L, %L)', $holds,$name)$rows \\gexec";
}
