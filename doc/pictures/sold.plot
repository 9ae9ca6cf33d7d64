set title "Units sold in the demo, without what was withdrawn or refused"
set style fill solid 0.9
set border 3
set tics nomirror
set xrange [0:*]
stats $data using 2 nooutput
set yrange [-0.6:STATS_records - 0.4]
unset key
plot $data using ($2/2):0:($2/2):(0.35):ytic(1) with boxxyerror linecolor "#1f5fa8"
