set terminal svg size 800,420 font "Helvetica,12" noenhanced background "white"
set encoding utf8
$data << END
"Roll-top table"	6
"Logo sticker"	6
"Head torch"	7
"Repair patches"	8
"Dry bag, 10 l"	8
"Low camp chair"	10
"Quick-dry towel"	12
"Guy rope, 20 m"	14
"Carabiner"	14
"Water bottle, 1 l"	14
"Steel mug, 300 ml"	17
"Rain poncho"	20
END
set title "Units sold in the demo, without what was withdrawn or refused"
set style fill solid 0.9
set border 3
set tics nomirror
set xrange [0:*]
stats $data using 2 nooutput
set yrange [-0.6:STATS_records - 0.4]
unset key
plot $data using ($2/2):0:($2/2):(0.35):ytic(1) with boxxyerror linecolor "#1f5fa8"
