set title "The last bench: ratios, their range, and the bar (red)"
set border 3
set tics nomirror
set logscale x
set xrange [0.1:20]
set xtics (0.1, 0.2, 0.5, 1, 2, 5, 10, 20)
set grid xtics
stats $data using 2 nooutput
set yrange [STATS_records - 0.4:-0.6]
unset key
plot $data using 2:0:3:4:ytic(1) with xerrorbars pointtype 7 pointsize 0.7 linewidth 1.5 linecolor "#1f5fa8", \
	"" using 5:0 with points pointtype 9 pointsize 1 linecolor "#b03a2e"
