# What a file of test/pgtap shows to a cluster otherwise than test/untold says (test/citus): its name, and what psql -b said. An
# assertion or a statement that is red and not named there, what is named there and is not red, or is part of a green one's name, too,
# and a file that was not told to its end.
use strict;
use warnings;

my ($file, $said) = @ARGV;
my (@red, %named);
open my $list, '<', 'test/untold' or die $!;
while (<$list>) {
	my ($of, $name) = split / \| /;
	$named{$name} = 0 if defined $name && $of eq $file;
}
open my $tap, '<', $said or die $!;
$_ = do { local $/; <$tap> };
push @red, $1 while /^(not ok \d+ - .*)/mg;
push @red, $1 =~ s/''/'/gr while /^\S+ (ERROR:  (?!view ".*" is not for distributed books).*?STATEMENT:  .*?)(?=^(?:psql:|ok |not ok |# |1\.\.)|\z)/msg;
push @red, $1 while /^(.*(?:Looks like you planned|server was lost).*)/mg;
push @red, 'nothing was tested' if !/^ok /m;
push @red, 'not told to its end' if !/^1\.\.\d+$/m;
for my $red (@red) {
	my @of = grep { index($red, $_) >= 0 } keys %named;
	$named{$_}++ for @of;
	print "$red\n" if !@of;
}
my @green = /^(ok \d+ - .*)/mg;
for my $name (sort keys %named) {
	print "not red: $name\n" if !$named{$name};
	print map { "green: $_\n" } grep { index($_, $name) >= 0 } @green;
}
