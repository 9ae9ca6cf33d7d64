set title "The last bench: buffers read, 2,000 being the most for a page (red)"
set border 3
set tics nomirror
set logscale x
set xrange [10:5000000]
set xtics ("10" 10, "100" 100, "1,000" 1000, "10,000" 10000, "100,000" 100000, "1,000,000" 1000000)
stats $data using 2 nooutput
set yrange [STATS_records - 0.4:-0.6]
set style fill solid 0.9
unset key
set arrow from 2000, graph 0 to 2000, graph 1 nohead linecolor "#b03a2e"
plot $data using 2:0:(10):2:($0-0.35):($0+0.35):ytic(1) with boxxyerror linecolor "#1f5fa8"
