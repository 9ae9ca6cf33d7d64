# What the product must do, told again by other means: rules of doc/rules.md over hashes, in a process that asks the
# product nothing. It knows the world of test/fixture/business.sql and world.sql, and time is what its caller says.
#
#   new_model()          the world as a walk begins
#   draw(\%m)            an operation that may come next: [NAME, ARGUMENT...]
#   statement(OPERATION) as SQL
#   expected(\%m, OPERATION)   what the product must answer, and does it in the model; undef: it speaks of what is not there
#   seen(\%m, ORDER)     what m.seen(ORDER) must show
#   mark(), go_back(MARK)      the model as it was; keep(): as it is now
#   moments(\%m)         times at which something begins or ends
#
# Amounts are integers of cents, in every currency; times are seconds since 1970.
package model;
use strict;
use warnings;
use integer;
use List::Util qw(min max sum0 first);
use POSIX qw(strftime);
use Time::Local qw(timegm);

our $begin = 1829275200; # 2027-12-20 08:00:00Z: a leap day is to come
my $day = 86400;
my $zone = 8 * 3600; # the supplier's: Asia/Kuala_Lumpur

# Every change goes through these two, so that it can be taken back.
my @changes;
sub put { my ($in, $key, $value) = @_; push @changes, [$in, $key, exists $in->{$key}, $in->{$key}]; $in->{$key} = $value }
sub add { my ($list, @items) = @_; push @changes, [$list, scalar @$list]; push @$list, @items }
sub mark { return scalar @changes }
sub keep { @changes = () } # nothing is taken back any more
sub go_back {
	my ($mark) = @_;
	while (@changes > $mark) {
		my ($in, $key, $was, $value) = @{ pop @changes };
		if    (ref $in eq 'ARRAY') { $#$in = $key - 1 }
		elsif ($was)               { $in->{$key} = $value }
		else                       { delete $in->{$key} }
	}
}

sub amount { my ($cents) = @_; return sprintf '%s%d.%02d', $cents < 0 ? '-' : '', abs($cents) / 100, abs($cents) % 100 }
sub at { return strftime('%Y-%m-%d %H:%M:%S', gmtime $_[0]) }
sub local_day { return ($_[0] + $zone) / $day }
sub local_month { return strftime('%Y-%m', gmtime $_[0] + $zone) }
sub utc_month { return strftime('%Y-%m', gmtime $_[0]) }

# To a multiple of `whole`, half away from zero (FX-3)
sub rounded {
	my ($top, $bottom, $whole) = @_;
	my $half = $bottom * $whole;
	return $top < 0 ? -rounded(-$top, $bottom, $whole) : (2 * $top + $half) / (2 * $half) * $whole;
}

my @partners = qw(kedai raan saigon toko);
my @skus = qw(A B C D);
my @warehouses = qw(north south);
my @guests = ('guest 1', 'guest 2', 'guest 3');

sub new_model {
	@changes = ();
	my %m = (now => $begin, orders => {}, names => [], returns => {}, return_names => [], queue => [], pushes => [], keys => {}, requests => {},
		request_names => [], tokens => {}, token_names => [], applications => {}, application_names => [], prices => [], changed => [], records => {}, events => {}, count => 0);
	$m{base} = { A => 1000, B => 2000, C => 999, D => 150 };
	$m{stock} = { map { my $w = $_; map { ("$w $_" => { on_hand => $w eq 'north' ? 100 : 50, allocated => 0, defective => 0 }) } @skus } @warehouses };
	# Rates of one MYR: [settlement, base], [since, settlement, base]
	$m{fixed} = { IDR => [3500, 1] };
	$m{live} = { VND => [[0, 54321, 10]], THB => [], 'THB inverse' => [[0, 10000, 1284]] };
	my $partner = sub {
		my %p = (percent => 100, plus => 0, level => -1, whole => 1, limit => 0, balance => 0, entries => [], statements => [], told_price => 0, told_due => 0, @_);
		return \%p;
	};
	$m{partners} = {
		kedai => $partner->(currency => 'MYR', balance => 100000, limit => 30000, days => 30, rule => 5),
		toko => $partner->(currency => 'IDR', balance => 1000000000, level => 1, percent => 90, days => 10),
		saigon => $partner->(currency => 'VND', balance => 500000000, level => 2, plus => 120, whole => 100, days => undef),
		raan => $partner->(currency => 'THB', limit => undef, days => undef, rule => 40),
	};
	for (qw(kedai toko saigon)) {
		my $p = $m{partners}{$_};
		push @{ $p->{entries} }, { kind => 'manual', amount => $p->{balance}, at => $begin };
	}
	return \%m;
}

# Prices and rates

sub rate {
	my ($m, $currency) = @_;
	return (1, 1) if $currency eq 'MYR';
	return @{ $m->{fixed}{$currency} } if $m->{fixed}{$currency};
	for ($currency, "$currency inverse") {
		my ($newest) = sort { $b->[0] <=> $a->[0] } grep { $_->[0] <= $m->{now} } @{ $m->{live}{$_} || [] };
		return @$newest[1, 2] if $newest;
	}
	die "no rate of $currency";
}
sub converted {
	my ($m, $p, $cents) = @_;
	my ($settlement, $base) = rate($m, $p->{currency});
	return rounded($cents * $settlement, $base, $p->{whole});
}

sub holds { my ($m, $price) = @_; return (!defined $price->{from} || $price->{from} <= $m->{now}) && (!defined $price->{to} || $m->{now} < $price->{to}) }
sub always { my ($price) = @_; return !defined $price->{from} && !defined $price->{to} && $price->{units} == 1 }

# PC-0, PC-1: the first source of which a break holds now; PC-3: converted and rounded once.
sub price {
	my ($m, $name, $sku, $units) = @_;
	my $p = $m->{partners}{$name};
	my ($settlement, $base) = rate($m, $p->{currency});
	for my $whose ($name, $p->{level}, 0) {
		my ($best) = sort { $b->{units} <=> $a->{units} } grep { $_->{whose} eq $whose && $_->{sku} eq $sku && !$_->{gone} && $_->{units} <= $units && holds($m, $_) } @{ $m->{prices} };
		return rounded($best->{price} * $settlement, $base, $p->{whole}) if $best;
	}
	return rounded(($m->{base}{$sku} * $p->{percent} + $p->{plus} * 100) * $settlement, 100 * $base, $p->{whole});
}

# Money

# CR-1, CR-5: the limit in force; undef: none
sub limit { my ($m, $p) = @_; return $p->{until} && $m->{now} < $p->{until} ? $p->{temporary} : $p->{limit} }

sub post {
	my ($m, $p, $kind, $amount, $order, $package) = @_;
	my %entry = (kind => $kind, amount => $amount, at => $m->{now}, order => $order, package => $package);
	$entry{due} = $m->{now} + $p->{days} * $day if $amount < 0 && defined $p->{days};
	add($p->{entries}, \%entry);
	put($p, 'balance', $p->{balance} + $amount);
}

# CR-2: the newest charges that make up the debt, each less what was refunded of it
sub open_charges {
	my ($m, $p) = @_;
	my ($debt, @open) = (-$p->{balance});
	for my $entry (reverse @{ $p->{entries} }) {
		last if $debt <= 0;
		next if $entry->{amount} >= 0;
		my $net = -$entry->{amount};
		$net -= $entry->{order}{packages}[ $entry->{package} ]{refunded} if $entry->{kind} eq 'charges' && $entry->{order};
		my $part = max(0, min($net, $debt));
		$debt -= $part;
		push @open, { due => $entry->{due}, open => $part } if $part > 0;
	}
	return @open;
}
sub overdue { my ($m, $p) = @_; return grep { defined $_->{due} && $_->{due} < $m->{now} } open_charges($m, $p) }

# Orders

sub units_of { my ($order, $column) = @_; return sum0(map { $_->{$column} } @{ $order->{lines} }) }
sub is_pushable { return $_[0]{push} =~ /^(synced|push_failed|pushing)$/ }

# What a push says, and what it would charge for each package (OR-4, FE-1, FE-2)
sub judged {
	my ($m, $order) = @_;
	my $p = $m->{partners}{ $order->{partner} };
	my @charges;
	for my $no (0 .. $#{ $order->{packages} }) {
		my @lines = grep { $_->{package} == $no } @{ $order->{lines} };
		my $units = sum0(map { $_->{quantity} } @lines);
		push @charges, { goods => sum0(map { $_->{price} * $_->{quantity} } @lines), fee => converted($m, $p, 150), unit_fee => converted($m, $p, 80 * $units) };
	}
	my $amount = sum0(map { $_->{goods} + $_->{fee} + $_->{unit_fee} } @charges);
	my %wanted;
	$wanted{ $_->{sku} } += $_->{quantity} for @{ $order->{lines} };
	my $short = grep { my $k = $m->{stock}{"$order->{warehouse} $_"}; $wanted{$_} > $k->{on_hand} - $k->{allocated} - $k->{defective} } keys %wanted;
	my $limit = limit($m, $p);
	my $month = utc_month($m->{now});
	my $reason
		= !is_pushable($order) ? 'order_state'
		: $p->{held} || $p->{rule_held} ? 'on_hold'
		: used($m, $order->{partner}) >= 9 || used($m, undef) >= 22 ? 'quota_exhausted'
		: $short ? 'out_of_stock'
		: defined $limit && $amount > 0 && $p->{balance} - $amount < -$limit ? 'insufficient_funds'
		: undef;
	return ($reason, $amount, \%wanted, @charges);
}

# QU-1: orders pushed in this month, UTC; of all partners if none is named
sub used {
	my ($m, $name) = @_;
	my $month = utc_month($m->{now});
	return scalar grep { $_->{month} eq $month && (!defined $name || $_->{partner} eq $name) } @{ $m->{pushes} };
}

sub push_it {
	my ($m, $order) = @_;
	return 'pushed ' . amount($order->{charged}) if $order->{push} eq 'pushed';
	my ($reason, $amount, $wanted, @charges) = judged($m, $order);
	if ($reason) {
		put($order, 'push', 'push_failed') if $reason ne 'order_state';
		return "$order->{push} $reason";
	}
	my $p = $m->{partners}{ $order->{partner} };
	put($order, 'push', 'pushed');
	put($order, 'state', 'new');
	put($order, 'charged', $amount);
	put($order, 'day', local_day($m->{now}));
	add($m->{pushes}, { month => utc_month($m->{now}), partner => $order->{partner} });
	for my $sku (keys %$wanted) {
		my $stock = $m->{stock}{"$order->{warehouse} $sku"};
		put($stock, 'allocated', $stock->{allocated} + $wanted->{$sku});
	}
	for my $no (0 .. $#charges) {
		my $package = $order->{packages}[$no];
		my $charge = $charges[$no]{goods} + $charges[$no]{fee} + $charges[$no]{unit_fee};
		put($package, 'charged', $charge);
		put($package, 'refunded', 0);
		put($package, 'unit_fee', $charges[$no]{unit_fee});
		post($m, $p, 'charges', -$charge, $order, $no);
	}
	return 'pushed ' . amount($amount);
}

# Units of lines leave the order: released, or shipped and gone.
sub move_units {
	my ($m, $order, $taken, $shipped) = @_;
	for my $no (keys %$taken) {
		my ($line, $units) = ($order->{lines}[$no], $taken->{$no});
		my $stock = $m->{stock}{"$order->{warehouse} $line->{sku}"};
		put($stock, 'allocated', $stock->{allocated} - $units);
		put($stock, 'on_hand', $stock->{on_hand} - $units) if $shipped;
		put($line, $shipped ? 'shipped' : 'released', $line->{ $shipped ? 'shipped' : 'released' } + $units);
	}
}

# OR-12: units x price, of the fee per unit what so many units make more than those before, of the last unit all that is left
sub give_back {
	my ($m, $order, $taken, $shipped, $end) = @_;
	my $p = $m->{partners}{ $order->{partner} };
	for my $no (0 .. $#{ $order->{packages} }) {
		my $package = $order->{packages}[$no];
		my @lines = grep { $order->{lines}[$_]{package} == $no } 0 .. $#{ $order->{lines} };
		my $units = sum0(map { $taken->{$_} // 0 } @lines) or next;
		my $all = sum0(map { $order->{lines}[$_]{quantity} } @lines);
		my $before = sum0(map { $order->{lines}[$_]{released} + $order->{lines}[$_]{gone} } @lines);
		my $due = sum0(map { ($taken->{$_} // 0) * $order->{lines}[$_]{price} } @lines)
			+ rounded($package->{unit_fee} * ($before + $units), $all, $p->{whole}) - rounded($package->{unit_fee} * $before, $all, $p->{whole});
		$due = $package->{charged} - $package->{refunded} if $before + $units == $all;
		put($package, 'refunded', $package->{refunded} + $due);
		post($m, $p, 'refunds', $due);
	}
	move_units($m, $order, $taken, $shipped);
	if ($shipped) { put($order->{lines}[$_], 'gone', $order->{lines}[$_]{gone} + $taken->{$_}) for keys %$taken }
	my $left = sum0(map { $_->{quantity} - $_->{released} - $_->{gone} } @{ $order->{lines} });
	put($order, 'push', $left ? 'pushed' : $end);
	put($order, 'state', 'cancelled') if !$left;
}
sub all_open { my ($order) = @_; my $n = 0; return { map { @$_ } grep { $_->[1] > 0 } map { [$n++, $_->{quantity} - $_->{shipped} - $_->{released}] } @{ $order->{lines} } } }

# OR-13: a package of which all was given back is not shipped with the others.
sub is_of_emptied {
	my ($order, $line) = @_;
	my $named = $order->{lines}[$line - 1] or return 0;
	return !grep { $_->{package} == $named->{package} && $_->{quantity} > $_->{released} } @{ $order->{lines} };
}

my @way = qw(new in_process to_pickup shipped completed);
sub step_of { my ($state) = @_; return first { $way[$_] eq $state } 0 .. $#way }

# Operations: `says` is the statement, `does` the model's answer, `draw` arguments that may do.
my (%statement, %expected, %draw, @often);
sub op {
	my ($name, $times, $draw, $statement, $expected) = @_;
	push @often, ($name) x $times;
	@statement{$name} = $statement;
	@expected{$name} = $expected;
	@draw{$name} = $draw;
}
sub upto { my ($n) = @_; no integer; return 1 + int(rand($n)) }
sub pick { return $_[upto(scalar @_) - 1] }
sub chance { my ($percent) = @_; return upto(100) <= $percent }
sub recent { my ($names, $back) = @_; return @$names ? $names->[-min(upto($back), scalar @$names)] : undef }
sub quoted { my ($text) = @_; return defined $text ? "'$text'" : 'NULL' }
sub id { my ($name) = @_; return "t.id('$name')" }
# Of the newest orders that are so, one; else any
sub order_that {
	my ($m, $test) = @_;
	my @names = @{ $m->{names} };
	@names = @names[-40 .. -1] if @names > 40;
	my @fit = grep { $test->($m->{orders}{$_}) } @names;
	return @fit && chance(85) ? pick(@fit) : recent(\@names, 20);
}
# A time that is about to matter, or some way on
sub later { my ($m) = @_; return $m->{now} + pick(1, 60, 3600, $day, 3 * $day, 10 * $day, 45 * $day) * upto(3) }

sub goods_of { my (@lines) = @_; my ($text, $last) = ('', 0); for (@lines) { $text .= ($text eq '' ? '' : $_->[0] != $last ? '; ' : ', ') . "$_->[1] $_->[2]"; $last = $_->[0] } return $text }
sub draw_goods {
	my @lines = map { [0, pick(@skus), upto(6)] } 1 .. upto(3);
	$lines[-1][0] = 1 if @lines > 1 && chance(40);
	return goods_of(@lines);
}
sub new_order {
	my ($m, $name, $partner, $warehouse, $goods) = @_;
	my ($no, @lines, @packages) = (0);
	for my $package (split /; /, $goods) {
		push @packages, { charged => undef, refunded => 0, unit_fee => 0 };
		for (split /, /, $package) {
			my ($sku, $units) = split / /;
			push @lines, { sku => $sku, quantity => $units, package => $no, price => price($m, $partner, $sku, $units), shipped => 0, released => 0, gone => 0, returned => 0 };
		}
		$no++;
	}
	put($m->{orders}, $name, { name => $name, partner => $partner, warehouse => $warehouse, goods => $goods, lines => \@lines, packages => \@packages, push => 'synced', state => undef });
}

op('sync', 12, sub {
		my ($m) = @_;
		my $old = order_that($m, \&is_pushable);
		return ($old, $m->{orders}{$old}{partner}, chance(40) ? @{ $m->{orders}{$old} }{qw(warehouse goods)} : (pick(@warehouses), draw_goods())) if $old && chance(20);
		return ('O-' . ($m->{count} + 1), pick('kedai', @partners), pick('north', @warehouses), draw_goods());
	},
	sub {
		my ($name, $partner, $warehouse, $goods) = @_;
		return "distribution.sync_order(t.id('supplier'), t.id('$partner'), t.payload('$name', '$goods', warehouse => '$warehouse')) > 0";
	},
	sub {
		my ($m, $name, $partner, $warehouse, $goods) = @_;
		my $old = $m->{orders}{$name};
		if ($old && $old->{push} !~ /^(cancelled|withdrawn|refused)$/) {
			return undef if $old->{partner} ne $partner;
			return 't' if $old->{goods} eq $goods && $old->{warehouse} eq $warehouse;
			return 'SD006' if !is_pushable($old);
			put($m, 'queue', [grep { $_ ne $name } @{ $m->{queue} }]);
		}
		add($m->{names}, $name) if !$old;
		my ($number) = $name =~ /(\d+)/;
		put($m, 'count', max($m->{count}, $number));
		new_order($m, $name, $partner, $warehouse, $goods);
		return 't';
	});
op('push', 12, sub { my ($m) = @_; return order_that($m, sub { is_pushable($_[0]) }) },
	sub { my ($name) = @_; return "m.push('$name')" },
	sub {
		my ($m, $name) = @_;
		my $order = $m->{orders}{$name} or return undef;
		put($m, 'queue', [grep { $_ ne $name } @{ $m->{queue} }]);
		return push_it($m, $order);
	});
op('quote', 2, sub { my ($m) = @_; return order_that($m, \&is_pushable) },
	sub { my ($name) = @_; return "m.quote('$name')" },
	sub {
		my ($m, $name) = @_;
		my $order = $m->{orders}{$name} or return undef;
		return undef if !is_pushable($order);
		my ($reason, $amount) = judged($m, $order);
		my $p = $m->{partners}{ $order->{partner} };
		my $limit = limit($m, $p);
		return join ' ', $reason // 'pushed', amount($amount), 'leaves', defined $limit ? amount($p->{balance} - $amount + $limit) : ();
	});
op('queue', 2, sub { my ($m) = @_; return order_that($m, \&is_pushable) },
	sub { my ($name) = @_; return "distribution.queue_push(t.id('supplier'), ARRAY[m.order_of('$name')])" },
	sub {
		my ($m, $name) = @_;
		my $order = $m->{orders}{$name} or return undef;
		return 0 if $order->{push} =~ /^(pushing|pushed)$/;
		return 'SD004' if !is_pushable($order);
		put($order, 'push', 'pushing');
		put($m, 'queue', [@{ $m->{queue} }, $name]);
		return 1;
	});
op('cancel', 1, sub { my ($m) = @_; return order_that($m, \&is_pushable) },
	sub { my ($name) = @_; return "distribution.cancel_order(t.id('supplier'), m.order_of('$name'))" },
	sub {
		my ($m, $name) = @_;
		my $order = $m->{orders}{$name} or return undef;
		return 'SD004' if !is_pushable($order);
		put($order, 'push', 'cancelled');
		put($m, 'queue', [grep { $_ ne $name } @{ $m->{queue} }]);
		return '';
	});
op('advance', 6, sub { my ($m) = @_; return (order_that($m, sub { $_[0]{push} eq 'pushed' }), pick('in_process', 'in_process', 'to_pickup', 'shipped', 'shipped', 'completed')) },
	sub { my ($name, $to) = @_; return "distribution.advance_order(t.id('supplier'), m.order_of('$name'), '$to')" },
	sub {
		my ($m, $name, $to) = @_;
		my $order = $m->{orders}{$name} or return undef;
		return 'SD004' if $order->{push} ne 'pushed' || step_of($to) <= step_of($order->{state}) || ($to eq 'completed' && $order->{state} ne 'shipped');
		move_units($m, $order, all_open($order), 1) if $to eq 'shipped';
		put($order, 'state', $to);
		return '';
	});
op('withdraw', 4, sub { my ($m) = @_; my $least = pick(0, 1, 1); return order_that($m, sub { $_[0]{push} eq 'pushed' && step_of($_[0]{state}) < 3 && step_of($_[0]{state}) >= $least }) },
	sub { my ($name) = @_; return "distribution.withdraw_order(t.id('supplier'), m.order_of('$name'))" },
	sub {
		my ($m, $name) = @_;
		my $order = $m->{orders}{$name} or return undef;
		return 'SD004' if $order->{push} ne 'pushed' || step_of($order->{state}) >= 3;
		if ($order->{state} eq 'new') { give_back($m, $order, all_open($order), 0, 'withdrawn') }
		else                          { put($order, 'push', 'withdrawing') }
		return $order->{push};
	});
op('confirm', 2, sub { my ($m) = @_; return (order_that($m, sub { $_[0]{push} eq 'withdrawing' }), pick('true', 'false')) },
	sub { my ($name, $gone) = @_; return "distribution.confirm_withdrawal(t.id('supplier'), m.order_of('$name'), $gone)" },
	sub {
		my ($m, $name, $gone) = @_;
		my $order = $m->{orders}{$name} or return undef;
		return 'SD004' if $order->{push} ne 'withdrawing';
		give_back($m, $order, all_open($order), $gone eq 'true', 'withdrawn');
		return '';
	});
op('stay', 1, sub { my ($m) = @_; return order_that($m, sub { $_[0]{push} eq 'withdrawing' }) },
	sub { my ($name) = @_; return "distribution.refuse_withdrawal(t.id('supplier'), m.order_of('$name'), 'packed')" },
	sub {
		my ($m, $name) = @_;
		my $order = $m->{orders}{$name} or return undef;
		return 'SD004' if $order->{push} ne 'withdrawing';
		put($order, 'push', 'pushed');
		return '';
	});
op('refuse', 3, sub {
		my ($m) = @_;
		my $name = order_that($m, sub { $_[0]{push} eq 'pushed' && step_of($_[0]{state}) < 3 }) or return;
		return ($name, chance(30) ? () : (upto(scalar @{ $m->{orders}{$name}{lines} }), upto(2)));
	},
	sub {
		my ($name, $line, $units) = @_;
		return "distribution.refuse_order(t.id('supplier'), m.order_of('$name'), 'broken'" . (defined $line ? qq{, '[{"line_no":$line,"quantity":$units}]')} : ')');
	},
	sub {
		my ($m, $name, $line, $units) = @_;
		my $order = $m->{orders}{$name} or return undef;
		return 'SD004' if $order->{push} ne 'pushed' || step_of($order->{state}) >= 3 && !(defined $line && is_of_emptied($order, $line));
		my $open = all_open($order);
		return 'SD007' if defined $line && ($line > @{ $order->{lines} } || $units > ($open->{ $line - 1 } // 0));
		give_back($m, $order, defined $line ? { $line - 1 => $units } : $open, 0, 'refused');
		return $order->{push};
	});

# Returns: of line 1 of an order, by their names
op('return', 4, sub { my ($m) = @_; return ('R-' . (@{ $m->{return_names} } + 1), order_that($m, sub { units_of($_[0], 'shipped') > 0 }), pick('return_refund', 'return_refund', 'refund_only'), upto(3)) },
	sub {
		my ($name, $order, $kind, $units) = @_;
		return qq{t.name_it('$name', distribution.create_return(t.id('supplier'), m.order_of('$order'), '{"kind":"$kind","lines":[{"line_no":1,"quantity":$units}]}')) > 0};
	},
	sub {
		my ($m, $name, $of, $kind, $units) = @_;
		my $order = $m->{orders}{ $of // '' } or return undef;
		return undef if $m->{returns}{$name};
		my $line = $order->{lines}[0];
		my @others = grep { $_->{order} == $order } values %{ $m->{returns} };
		my $left = sum0(map { $_->{quantity} - $_->{released} - $_->{gone} } grep { $_->{package} == $line->{package} } @{ $order->{lines} });
		return 'SD004' if !defined $order->{state} || $left && $order->{state} !~ /^(shipped|completed|cancelled)$/;
		my $may = $kind eq 'return_refund'
			? $line->{shipped} - $line->{returned} - sum0(map { $_->{units} } grep { $_->{kind} eq 'return_refund' && $_->{state} =~ /^(created|pushed)$/ } @others)
			: $line->{shipped} - $line->{gone} - sum0(map { $_->{state} eq 'refunded' ? $_->{refunded} : $_->{state} eq 'received' ? $_->{received} : $_->{units} } grep { $_->{state} ne 'refused' } @others);
		return 'SD007' if $units > $may;
		put($m->{returns}, $name, { name => $name, order => $order, kind => $kind, units => $units, state => 'created', received => 0, refunded => 0 });
		add($m->{return_names}, $name);
		return 't';
	});
for ([return_push => 'created', 'pushed', 'push_return(%s)'], [return_refuse => 'pushed', 'refused', q{refuse_return(%s, 'no')}]) {
	my ($op, $from, $to, $call) = @$_;
	op($op, $op eq 'return_push' ? 3 : 1, sub { my ($m) = @_; return return_that($m, sub { $_[0]{state} eq $from }) },
		sub { my ($name) = @_; return sprintf "distribution.$call", "t.id('supplier'), t.id('$name')" },
		sub {
			my ($m, $name) = @_;
			my $return = $m->{returns}{ $name // '' } or return undef;
			return 'SD004' if $return->{state} ne $from;
			put($return, 'state', $to);
			return '';
		});
}
sub return_that {
	my ($m, $test) = @_;
	my @fit = grep { $test->($m->{returns}{$_}) } grep { defined } @{ $m->{return_names} }[-min(15, scalar @{ $m->{return_names} }) .. -1];
	return @fit && chance(85) ? pick(@fit) : recent($m->{return_names}, 8);
}
op('receive', 3, sub { my ($m) = @_; return (return_that($m, sub { $_[0]{state} eq 'pushed' && $_[0]{kind} eq 'return_refund' }), upto(3), upto(2) - 1) },
	sub { my ($name, $good, $bad) = @_; return qq{distribution.receive_return(t.id('supplier'), t.id('$name'), '{"lines":[{"line_no":1,"sellable":$good,"defective":$bad}]}')} },
	sub {
		my ($m, $name, $good, $bad) = @_;
		my $return = $m->{returns}{ $name // '' } or return undef;
		my $order = $return->{order};
		my $line = $order->{lines}[0];
		my $p = $m->{partners}{ $order->{partner} };
		return 'SD004' if $return->{kind} eq 'refund_only' || $return->{state} ne 'pushed';
		return 'SD007' if $good + $bad > min($return->{units}, $line->{shipped} - $line->{returned});
		put($return, 'state', 'received');
		put($return, 'received', $good + $bad);
		put($line, 'returned', $line->{returned} + $good + $bad);
		my $stock = $m->{stock}{"$order->{warehouse} $line->{sku}"};
		put($stock, 'on_hand', $stock->{on_hand} + $good + $bad);
		put($stock, 'defective', $stock->{defective} + $bad);
		post($m, $p, 'return_charges', -converted($m, $p, 50 * ($good + $bad)));
		return '';
	});
op('refund', 3, sub { my ($m) = @_; return return_that($m, sub { $_[0]{state} eq ($_[0]{kind} eq 'refund_only' ? 'pushed' : 'received') }) },
	sub { my ($name) = @_; return "distribution.refund_return(t.id('supplier'), t.id('$name'))" },
	sub {
		my ($m, $name) = @_;
		my $return = $m->{returns}{ $name // '' } or return undef;
		my $order = $return->{order};
		my ($line, $package) = ($order->{lines}[0], $order->{packages}[0]);
		return 'SD004' if $return->{state} ne ($return->{kind} eq 'refund_only' ? 'pushed' : 'received');
		my $before = sum0(map { $_->{refunded} } grep { $_->{order} == $order && $_->{state} eq 'refunded' } values %{ $m->{returns} });
		my $units = max(0, min($return->{kind} eq 'refund_only' ? $return->{units} : $return->{received}, $line->{shipped} - $line->{gone} - $before));
		my $due = min($units * $line->{price}, $package->{charged} - $package->{refunded});
		put($return, 'state', 'refunded');
		put($return, 'refunded', $units);
		put($package, 'refunded', $package->{refunded} + $due);
		post($m, $m->{partners}{ $order->{partner} }, 'refunds', $due) if $due > 0;
		return '';
	});

op('goods', 4, sub { my ($m) = @_; return (pick(@warehouses), pick(@skus), 10 * upto(4)) },
	sub { my ($warehouse, $sku, $units) = @_; return "distribution.receive_stock(t.id('supplier'), t.id('$warehouse'), t.id('$sku'), $units)" },
	sub {
		my ($m, $warehouse, $sku, $units) = @_;
		my $stock = $m->{stock}{"$warehouse $sku"};
		put($stock, 'on_hand', $stock->{on_hand} + $units);
		return '';
	});

# Money by hand
sub some_money { my ($m, $name) = @_; my $p = $m->{partners}{$name}; return converted($m, $p, 1000 * upto(60)) / 100 * 100 }
op('entry', 8, sub {
		my ($m) = @_;
		my $name = pick(@partners);
		my @keys = sort keys %{ $m->{keys} };
		if (@keys && chance(15)) {
			my $old = $m->{keys}{ pick(@keys) };
			return (@{$old}{qw(partner kind amount key)}) if chance(60);
			return ($old->{partner}, $old->{kind}, $old->{amount} + 100, $old->{key});
		}
		return ($name, pick('top_up', 'top_up', 'top_up', 'deduction', 'correction'), some_money($m, $name), 'K-' . (keys(%{ $m->{keys} }) + 1));
	},
	sub { my ($name, $kind, $amount, $key) = @_; return sprintf "distribution.post_entry(t.id('supplier'), t.id('%s'), '%s', %s, idempotency_key => '%s') > 0", $name, $kind, amount($amount), $key },
	sub {
		my ($m, $name, $kind, $amount, $key) = @_;
		my $old = $m->{keys}{"$name $key"};
		return $old->{kind} eq $kind && $old->{amount} == $amount ? 't' : 'SD014' if $old;
		put($m->{keys}, "$name $key", { partner => $name, kind => $kind, amount => $amount, key => $key });
		post($m, $m->{partners}{$name}, 'manual', $kind eq 'deduction' ? -$amount : $amount);
		return 't';
	});
op('ask', 1, sub { my ($m) = @_; my $name = pick(@partners); return ('T-' . (@{ $m->{request_names} } + 1), $name, pick('MYR', $m->{partners}{$name}{currency})) },
	sub { my ($request, $name, $currency) = @_; return "t.name_it('$request', distribution.request_top_up(t.id('supplier'), t.id('$name'), 120, '$currency')) > 0" },
	sub {
		my ($m, $request, $name, $currency) = @_;
		return undef if $m->{requests}{$request};
		put($m->{requests}, $request, { partner => $name, base => $currency eq 'MYR', state => 'asked' });
		add($m->{request_names}, $request);
		return 't';
	});
for my $verb (qw(approve reject)) {
	op("top_up_$verb", 2, sub { my ($m) = @_; return recent($m->{request_names}, 4) },
		sub { my ($request) = @_; return "distribution.${verb}_top_up(t.id('supplier'), t.id('$request')" . ($verb eq 'reject' ? ", 'no')" : ') > 0') },
		sub {
			my ($m, $name) = @_;
			my $request = $m->{requests}{ $name // '' } or return undef;
			return $verb eq 'approve' && $request->{state} eq 'approved' ? 't' : 'SD004' if $request->{state} ne 'asked';
			put($request, 'state', $verb eq 'approve' ? 'approved' : 'rejected');
			return '' if $verb eq 'reject';
			my $p = $m->{partners}{ $request->{partner} };
			post($m, $p, 'manual', $request->{base} ? converted($m, $p, 12000) : 12000);
			return 't';
		});
}

# Terms, some of them until a time
op('credit', 3, sub {
		my ($m) = @_;
		my $name = pick(@partners);
		my $amount = pick(0, some_money($m, $name), some_money($m, $name) * 3);
		return ($name, chance(10) ? undef : $amount, pick(undef, 0, 1, 10, 30), chance(60) ? later($m) - (chance(10) ? 100 * $day : 0) : undef);
	},
	sub {
		my ($name, $limit, $days, $until) = @_;
		return sprintf "distribution.set_credit(t.id('supplier'), t.id('%s'), %s, %s%s)", $name, defined $limit ? amount($limit) : 'NULL', $days // 'NULL',
			defined $until ? sprintf(", until => '%sZ'", at($until)) : '';
	},
	sub {
		my ($m, $name, $limit, $days, $until) = @_;
		my $p = $m->{partners}{$name};
		return '22023' if defined $until && $until <= $m->{now};
		put($p, 'days', $days);
		put($p, 'until', $until);
		put($p, defined $until ? 'temporary' : 'limit', $limit);
		return '';
	});
op('rule', 1, sub { return (pick('kedai', 'raan'), pick(0, 5, 40)) },
	sub { my ($name, $days) = @_; return "UPDATE distribution.credit_rule SET hold_after_days = $days WHERE supplier_id = t.id('supplier') AND partnership_id = t.id('$name')" },
	sub { my ($m, $name, $days) = @_; put($m->{partners}{$name}, 'rule', $days); return '' });
op('hold', 1, sub { return chance(50) ? pick(@partners) : 'saigon' },
	sub { my ($name) = @_; return "distribution.hold_partnership(t.id('supplier'), t.id('$name'), 'wait')" },
	sub { my ($m, $name) = @_; put($m->{partners}{$name}, 'held', 1); return '' });
op('release', 4, sub { my ($m) = @_; my @held = grep { $m->{partners}{$_}{held} || $m->{partners}{$_}{rule_held} } @partners; return pick(@held ? @held : @partners) },
	sub { my ($name) = @_; return "distribution.release_partnership(t.id('supplier'), t.id('$name'))" },
	sub {
		my ($m, $name) = @_;
		my $p = $m->{partners}{$name};
		return 'SD004' if !$p->{held} && !$p->{rule_held};
		put($p, 'held', 0);
		put($p, 'rule_held', 0);
		put($p, 'released', $m->{now});
		return '';
	});
# What everything does of itself (OR-3, CR-5, NO-1, NO-3)
op('maintain', 5, sub { return () },
	sub { return 'distribution.run_maintenance()' },
	sub {
		my ($m) = @_;
		my @queue = @{ $m->{queue} };
		put($m, 'queue', []);
		push_it($m, $m->{orders}{$_}) for @queue;
		for my $name (@partners) {
			my $p = $m->{partners}{$name};
			hold_by_rule($m, $p) if defined $p->{rule};
			my $due = overdue($m, $p) ? 1 : 0;
			put($p, 'told_due', $p->{told_due} + 1) if $due && !$p->{is_due} && $name ne 'saigon';
			put($p, 'is_due', $due);
		}
		tell_prices($m);
		return '';
	});
sub hold_by_rule {
	my ($m, $p) = @_;
	my ($newest) = sort { $b <=> $a } grep { $_ < $m->{now} } map { $_->{due} + $p->{rule} * $day } grep { defined $_->{due} } open_charges($m, $p);
	if    (!defined $newest) { put($p, 'rule_held', 0) }
	elsif (!defined $p->{released} || $newest > $p->{released}) { put($p, 'rule_held', 1) }
}
# In peace for ten minutes, or within an hour of the first change
sub tell_prices {
	my ($m) = @_;
	my @changed = @{ $m->{changed} } or return;
	return if $m->{now} - $changed[-1]{at} < 600 && $m->{now} - $changed[0]{at} < 3600;
	for my $name (@partners) {
		my $p = $m->{partners}{$name};
		put($p, 'told_price', $p->{told_price} + 1) if $name ne 'saigon' && grep { matters($m, $name, $p, $_) } @changed;
	}
	put($m, 'changed', []);
}
sub matters {
	my ($m, $name, $p, $change) = @_;
	for my $whose ($name, $p->{level}, 0) {
		return 1 if $change->{whose} eq $whose;
		return 0 if grep { !$_->{gone} && $_->{whose} eq $whose && $_->{sku} eq $change->{sku} && always($_) } @{ $m->{prices} };
	}
	return $change->{whose} eq 'base';
}

sub price_changes { my ($m, $whose, $sku) = @_; put($m, 'changed', [@{ $m->{changed} }, { whose => $whose, sku => $sku, at => $m->{now} }]) }
op('base', 1, sub { my ($m) = @_; my $sku = pick(@skus); return ($sku, 100 + 5 * upto(500)) },
	sub { my ($sku, $price) = @_; return sprintf "UPDATE distribution.distribution_product SET base_price = %s WHERE supplier_id = t.id('supplier') AND sku_id = t.id('%s')", amount($price), $sku },
	sub {
		my ($m, $sku, $price) = @_;
		price_changes($m, 'base', $sku) if $price != $m->{base}{$sku};
		put($m->{base}, $sku, $price);
		return '';
	});
# A price of a partnership or a level (0: all), from so many units, between two times
op('price', 3, sub {
		my ($m) = @_;
		my @edge = sort { $a <=> $b } map { later($m) } 1, 2;
		return (pick('kedai', 'raan', 'toko', 0, 0, 1, 2), pick(@skus), pick(1, 1, 3), pick(@edge, undef, $m->{now}), chance(60) ? $edge[1] + 60 : undef, 100 + 7 * upto(400));
	},
	sub {
		my ($whose, $sku, $units, $from, $to, $price) = @_;
		my $range = sprintf '[%s,%s)', map { defined $_ ? at($_) . 'Z' : '' } $from, $to;
		$range =~ s/^\[,/(,/;
		return sprintf "INSERT INTO distribution.%s (supplier_id, %s, sku_id, min_quantity, valid, price) VALUES (t.id('supplier'), %s, t.id('%s'), %s, '%s', %s)",
			$whose =~ /\D/ ? ('partnership_price', 'partnership_id', "t.id('$whose')") : ('sku_price', 'level', $whose), $sku, $units, $range, amount($price);
	},
	sub {
		my ($m, $whose, $sku, $units, $from, $to, $price) = @_;
		return undef if defined $from && defined $to && $from >= $to;
		my %new = (whose => $whose, sku => $sku, units => $units, from => $from, to => $to, price => $price);
		for my $old (grep { !$_->{gone} && $_->{whose} eq $whose && $_->{sku} eq $sku && $_->{units} == $units } @{ $m->{prices} }) {
			my $apart = defined $old->{to} && defined $from && $old->{to} <= $from || defined $to && defined $old->{from} && $to <= $old->{from};
			my $same = !grep { ($new{$_} // '') ne ($old->{$_} // '') } qw(from to);
			return $same ? '23505' : '23P01' if !$apart;
		}
		price_changes($m, $whose, $sku);
		add($m->{prices}, \%new);
		return '';
	});
op('unprice', 2, sub { my ($m) = @_; my @left = grep { !$_->{gone} } @{ $m->{prices} }; return if !@left; my $price = pick(@left); return @{$price}{qw(whose sku)} },
	sub {
		my ($whose, $sku) = @_;
		return "DELETE FROM distribution.partnership_price WHERE supplier_id = t.id('supplier') AND partnership_id = t.id('$whose') AND sku_id = t.id('$sku')" if $whose =~ /\D/;
		return "DELETE FROM distribution.sku_price WHERE supplier_id = t.id('supplier') AND level = $whose AND sku_id = t.id('$sku')";
	},
	sub {
		my ($m, $whose, $sku) = @_;
		return undef if !defined $whose;
		for (grep { !$_->{gone} && $_->{whose} eq $whose && $_->{sku} eq $sku } @{ $m->{prices} }) {
			put($_, 'gone', 1);
			price_changes($m, $whose, $sku);
		}
		return '';
	});
# A rate observed at a time, also one to come
op('rate', 1, sub { my ($m) = @_; return (pick('VND', 'THB', 'THB inverse'), chance(60) ? later($m) : $m->{now} - upto(100), upto(900)) },
	sub {
		my ($currency, $at, $n) = @_;
		my ($from, $to, $rate) = $currency eq 'VND' ? ('MYR', 'VND', (54000 + $n) . ' / 10.0') : $currency eq 'THB' ? ('MYR', 'THB', (7000 + $n) . ' / 1000.0') : ('THB', 'MYR', (1000 + $n) . ' / 10000.0');
		return sprintf "INSERT INTO distribution.live_rate (from_currency, to_currency, rate, observed_at) VALUES ('%s', '%s', %s, '%sZ')", $from, $to, $rate, at($at);
	},
	sub {
		my ($m, $currency, $at, $n) = @_;
		return '23505' if grep { $_->[0] == $at } @{ $m->{live}{$currency} };
		add($m->{live}{$currency}, [$at, $currency eq 'VND' ? (54000 + $n, 10) : $currency eq 'THB' ? (7000 + $n, 1000) : (10000, 1000 + $n)]);
		return '';
	});

# Invitations that end, and who applies with them
op('invite', 1, sub { my ($m) = @_; return ('I-' . (@{ $m->{token_names} } + 1), chance(80) ? later($m) - (chance(15) ? 200 * $day : 0) : undef) },
	sub {
		my ($name, $until) = @_;
		return sprintf "INSERT INTO m.token VALUES ('%s', distribution.create_invitation(t.id('supplier')%s))", $name,
			defined $until ? sprintf(", '%sZ'", at($until)) : '';
	},
	sub {
		my ($m, $name, $until) = @_;
		return undef if exists $m->{tokens}{$name};
		return '22023' if defined $until && $until <= $m->{now};
		put($m->{tokens}, $name, { until => $until });
		add($m->{token_names}, $name);
		return '';
	});
op('apply', 2, sub { my ($m) = @_; return ('P-' . (@{ $m->{application_names} } + 1), recent($m->{token_names}, 3), pick(@guests)) },
	sub { my ($name, $token, $guest) = @_; return "t.name_it('$name', distribution.apply_for_partnership(m.token('$token'), t.id('$guest'))) > 0" },
	sub {
		my ($m, $name, $with, $guest) = @_;
		my $token = $m->{tokens}{ $with // '' } or return undef;
		return undef if $m->{applications}{$name};
		return 'SD005' if $token->{revoked} || (defined $token->{until} && $token->{until} <= $m->{now});
		return 'SD004' if grep { $_->{guest} eq $guest && $_->{state} eq 'pending' } values %{ $m->{applications} };
		put($m->{applications}, $name, { guest => $guest, state => 'pending' });
		add($m->{application_names}, $name);
		return 't';
	});
op('reject', 1, sub { my ($m) = @_; return recent($m->{application_names}, 3) },
	sub { my ($name) = @_; return "distribution.reject_application(t.id('supplier'), t.id('$name'), 'not now')" },
	sub {
		my ($m, $name) = @_;
		my $application = $m->{applications}{ $name // '' } or return undef;
		return 'SD004' if $application->{state} ne 'pending';
		put($application, 'state', 'rejected');
		return '';
	});

# Months and what is read of them (LE-6, LE-7), in the supplier's zone
sub next_month { my ($month) = @_; my ($y, $n) = $month =~ /(\d+)-(\d+)/; return sprintf '%04d-%02d', $n == 12 ? ($y + 1, 1) : ($y, $n + 1) }
sub month_sums {
	my ($p) = @_;
	my %sums;
	for (@{ $p->{entries} }) {
		my $month = local_month($_->{at});
		$sums{$month}{ $_->{kind} } += $_->{amount};
		$sums{$month}{count}++;
	}
	return \%sums;
}
sub told_month {
	my ($opening, $sums) = @_;
	my @parts = map { $sums->{$_} // 0 } qw(charges refunds return_charges manual);
	my $closing = $opening + sum0(@parts);
	return ($closing, join ' ', (map { amount($_) } $opening, @parts, $closing), $sums->{count} // 0);
}
op('close', 2, sub {
		my ($m) = @_;
		my $name = pick(@partners);
		my $p = $m->{partners}{$name};
		my $next = $p->{closed} ? next_month($p->{closed}) : local_month($begin);
		return ($name, chance(80) ? $next : pick(next_month($next), local_month($m->{now}), $p->{closed} // $next));
	},
	sub { my ($name, $month) = @_; return "m.close('$name', '$month-15')" },
	sub {
		my ($m, $name, $month) = @_;
		my $p = $m->{partners}{$name};
		return 'SD012' if $p->{closed} && $month le $p->{closed};
		return 'SD004' if $month ge local_month($m->{now});
		my $sums = month_sums($p);
		my ($first) = sort keys %$sums;
		return 'SD004' if $p->{closed} ? $month gt next_month($p->{closed}) : defined $first && $month gt $first;
		put($p, 'closed', $month);
		my $opening = sum0(map { my $s = $sums->{$_}; map { $s->{$_} // 0 } qw(charges refunds return_charges manual) } grep { $_ lt $month } keys %$sums);
		return (told_month($opening, $sums->{$month} || {}))[1];
	});
op('months', 2, sub { return pick(@partners) },
	sub { my ($name) = @_; return "m.months('$name')" },
	sub {
		my ($m, $name) = @_;
		my $sums = month_sums($m->{partners}{$name});
		my ($opening, @told) = (0);
		for (sort keys %$sums) {
			($opening, my $text) = told_month($opening, $sums->{$_});
			push @told, "$_ $text";
		}
		return join ', ', @told > 6 ? @told[-6 .. -1] : @told;
	});
# PD-4: units pushed and not given back, by days of the supplier's zone, today included
op('sales', 2, sub { return pick(@skus) },
	sub { my ($sku) = @_; return "m.sales('$sku')" },
	sub {
		my ($m, $sku) = @_;
		my %days;
		for my $order (grep { defined $_->{day} } values %{ $m->{orders} }) {
			$days{ $order->{day} } += $_->{quantity} - $_->{released} - $_->{gone} for grep { $_->{sku} eq $sku } @{ $order->{lines} };
		}
		delete $days{$_} for grep { $days{$_} == 0 } keys %days;
		my $today = local_day($m->{now});
		my $first = min(keys %days) // $today;
		return join ' ', map {
			my $window = $_;
			my $units = sum0(map { $days{$_} } grep { $_ > $today - $window } keys %days);
			$units . '/' . (keys %days ? amount(rounded($units * 100, min($window, max($today - $first + 1, 1)), 1)) : '0.00')
		} 3, 7, 15, 30, 60, 90;
	});
op('price_of', 3, sub { return (pick(@partners), pick(@skus), upto(4)) },
	sub { my ($name, $sku, $units) = @_; return "distribution.distribution_price(t.id('supplier'), t.id('$name'), t.id('$sku'), $units)::numeric(20,2)" },
	sub { my ($m, $name, $sku, $units) = @_; return amount(price($m, $name, $sku, $units)) });

# ST-7, EV-1: which records and events there are the model is told; until when each is shown it knows. $said is what the
# product shows now.
our $said = '';
op('records', 5, sub { return (pick('kedai', 'toko'), pick('A', 'B')) },
	sub { my ($name, $sku) = @_; return "m.records('$name', '$sku')" },
	sub {
		my ($m, $name, $sku) = @_;
		my @shown = map { [split / /] } split /, /, $said;
		my $known = $m->{records}{"$name $sku"} || [];
		my %shown = map { $_->[0] => 1 } @shown;
		my $last = @$known ? $known->[-1][0] : 0;
		my @all = (@$known, grep { $_->[0] > $last } @shown);
		my %newest;
		$newest{ $_->[1] } = $_->[0] for @all;
		my @kept = grep { my $record = $all[$_]; $newest{ $record->[1] } == $record->[0] || (@all - $_ <= 6 && $record->[2] >= $m->{now} - 30 * $day) } 0 .. $#all;
		put($m->{records}, "$name $sku", \@all);
		return join ', ', map { "@{ $all[$_] }" } @kept;
	});
op('events', 5, sub { return (pick('kedai account', 'toko account')) },
	sub { my ($account) = @_; return "m.events('$account')" },
	sub {
		my ($m, $account) = @_;
		my @shown = map { [split / /] } split /, /, $said;
		my $known = $m->{events}{$account} || [];
		my $last = @$known ? $known->[-1][0] : 0;
		my @all = (@$known, grep { $_->[0] > $last } @shown);
		# From the first that is young enough on, or was not seen yet: nothing expires before it was taken
		shift @all while @all && $all[0][0] <= $last && $all[0][2] < $m->{now} - 30 * $day;
		put($m->{events}, $account, \@all);
		return join ', ', map { "@$_" } @all;
	});

sub draw {
	my ($m, @among) = @_;
	for (my $tries = 0;; $tries++) {
		my $name = pick(@among && $tries < 50 ? @among : @often);
		my @arguments = $draw{$name}->($m);
		next if $name ne 'maintain' && !defined $arguments[0];
		return [$name, @arguments];
	}
}
sub statement {
	my ($name, @arguments) = @{ $_[0] };
	my $text = $statement{$name}->(@arguments);
	return $text =~ /^(INSERT|UPDATE|DELETE)/ ? $text : "SELECT $text";
}
sub expected {
	my ($m, $op) = @_;
	my ($name, @arguments) = @$op;
	return $expected{$name}->($m, @arguments);
}

sub names { return sort keys %expected }

# The rules that operations are about
my %rule = (sync => 'PC-1', price_of => 'PC-1', push => 'OR-5', quote => 'QT-1', queue => 'OR-3', maintain => 'CR-5', credit => 'CR-5', close => 'LE-7', months => 'LE-6',
	sales => 'PD-4', rate => 'FX-1', invite => 'PA-2', apply => 'PA-2');
# What is shown names them better.
sub rules_of_shown {
	my ($shown, $foreseen) = @_;
	return 'ST-2' if $shown =~ m{^(north|south) };
	return 'LE-3' if $shown !~ / limit /;
	my @rules = ('LE-3', 'CR-5', 'CR-2', 'QU-1', 'NO-1');
	my @shown = split / (?:limit|due|pushed|told) /, $shown;
	my @foreseen = split / (?:limit|due|pushed|told) /, $foreseen;
	return join ', ', map { $rules[$_] } grep { ($shown[$_] // '') ne ($foreseen[$_] // '') } 0 .. $#rules;
}
sub rule_of {
	my ($ops, $wrong) = @_;
	my ($shown, $foreseen) = $wrong =~ /^shows (.*)\nnot   (.*)/m;
	return rules_of_shown($shown, $foreseen) if defined $shown && $shown =~ /^(north|south|kedai|raan|saigon|toko) /;
	my ($rule) = grep { defined } map { $rule{ $_->[0] } } @$ops;
	return $rule // 'LE-3';
}

# The order that an operation is about
sub order_in { my ($m, $op) = @_; my ($name) = grep { defined && /^O-/ } @$op; ($name) = map { $_ && $_->{order}{name} } grep { $_ } map { $m->{returns}{ $_ // '' } } @$op if !$name; return $name // '' }

sub seen {
	my ($m, $name) = @_;
	my @seen;
	for (@partners) {
		my $p = $m->{partners}{$_};
		my $limit = limit($m, $p);
		my $until = $p->{until} && $m->{now} < $p->{until};
		my @open = open_charges($m, $p);
		my @ages = (0) x 4;
		for (grep { defined $_->{due} && $_->{due} < $m->{now} } @open) { $ages[ min(3, ($m->{now} - $_->{due} - 1) / (30 * $day)) ] += $_->{open} }
		my $oldest = min(map { $_->{due} } grep { defined $_->{due} } @open);
		push @seen, join ' ', $_, amount($p->{balance}), 'limit', defined $limit ? amount($limit) : 'none', $until ? at($p->{until}) : (),
			(defined $p->{limit} ? amount($p->{limit}) : '') . '/' . ($p->{days} // ''), 'due', (map { amount($_) } max(0, -$p->{balance}) - sum0(@ages), @ages), defined $oldest ? at($oldest) : (),
			$p->{held} ? 'held' : (), $p->{rule_held} ? 'held by rule' : (), 'pushed', used($m, $_), 'told', "$p->{told_price}/$p->{told_due}", $p->{is_due} && $_ ne 'saigon' ? 'due' : ();
	}
	for (@partners) {
		my @entries = @{ $m->{partners}{$_}{entries} };
		push @seen, join ' ', $_, join(', ', map { amount($_->{amount}) . (defined $_->{due} ? ' until ' . at($_->{due}) : '') } @entries > 8 ? @entries[-8 .. -1] : @entries) || ();
	}
	push @seen, join ' ', 'base', map { amount($m->{base}{$_}) } @skus;
	push @seen, join ' ', 'queue', @{ $m->{queue} } if @{ $m->{queue} };
	push @seen, join ' ', 'to be told', sort map { "$_->{sku}/" . ($_->{whose} eq '0' ? 'all' : $_->{whose}) } @{ $m->{changed} };
	push @seen, 'supplier pushed ' . used($m, undef);
	for (sort keys %{ $m->{stock} }) { push @seen, "$_ " . join '/', @{ $m->{stock}{$_} }{qw(on_hand allocated defective)} }
	if (my $o = $m->{orders}{$name}) {
		push @seen, join ' ', $name, $o->{push}, $o->{state} // (), (map { join '/', amount($_->{price}), @{$_}{qw(quantity shipped released returned)} } @{ $o->{lines} }),
			map { defined $o->{packages}[$_]{charged} ? join '/', 'P' . ($_ + 1), amount($o->{packages}[$_]{charged}), amount($o->{packages}[$_]{refunded}) : () } 0 .. $#{ $o->{packages} };
	}
	push @seen, map { "$_ $m->{applications}{$_}{state}" } sort keys %{ $m->{applications} };
	return join '; ', @seen;
}

# When something begins or ends, of the future
sub moments {
	my ($m) = @_;
	my ($y, $n) = map { strftime($_, gmtime $m->{now}) } '%Y', '%m';
	my $month = $n == 12 ? timegm(0, 0, 0, 1, 0, $y + 1) : timegm(0, 0, 0, 1, $n, $y); # the first of the next, UTC
	my @moments = ($month, $month - $zone, (local_day($m->{now}) + 1) * $day - $zone);
	for (map { $m->{partners}{$_} } @partners) {
		my $p = $_;
		push @moments, grep { $_ } $p->{until};
		push @moments, map { ($_->{due}, $_->{due} + 30 * $day, $_->{due} + ($p->{rule} // 60) * $day) } grep { defined $_->{due} } open_charges($m, $p);
	}
	push @moments, map { grep { defined } @{$_}{qw(from to)} } grep { !$_->{gone} } @{ $m->{prices} };
	push @moments, map { $_->[0] } map { @$_ } values %{ $m->{live} };
	push @moments, grep { defined } map { $_->{until} } values %{ $m->{tokens} };
	push @moments, map { $_->[2] + 30 * $day } map { @$_ > 8 ? @$_[-8 .. -1] : @$_ } values %{ $m->{records} }, values %{ $m->{events} };
	push @moments, map { ($_->{at} + 600, $_->{at} + 3600) } @{ $m->{changed} };
	return grep { $_ > $m->{now} + 1 } @moments;
}

1;
