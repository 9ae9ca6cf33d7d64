set terminal svg size 800,460 font "Helvetica,12" noenhanced background "white"
set encoding utf8
$data << END
"push_order ÷ bare"	0.72	0.72	0.72	0.85
"push_order ÷ tpcb"	0.50	0.35	0.81	1.5
"push_order ÷ tpcb, simple protocol"	0.61	0.51	0.78	NaN
"push_order ÷ PL/pgSQL"	1.70	1.37	1.90	NaN
"push_order ÷ bare, with a quota"	0.81	0.76	1.07	0.85
"push_order ÷ tpcb, with a quota"	0.46	0.36	0.53	1.5
"push_order ÷ bare, one hot supplier"	0.82	0.61	1.54	0.85
"push_order ÷ tpcb, one hot supplier"	0.52	0.36	0.79	1.5
"push_order ÷ bare, one hot supplier with a quota"	0.82	0.80	0.88	0.85
"push_order ÷ tpcb, one hot supplier with a quota"	0.21	0.17	0.24	1.5
"push_orders by 500 ÷ tpcb, in orders"	7.29	6.56	12.02	8
"sync_order ÷ push_order"	1.08	0.99	1.22	1
"sync_order ÷ PL/pgSQL"	1.53	1.18	1.64	NaN
"WAL of a push ÷ bare"	1.10	1.09	1.09	1.2
"time of a push, large books ÷ small"	0.99	0.94	1.06	1.15
"time of a sync, large books ÷ small"	1.12	1.06	1.70	NaN
"time of a push, deep books ÷ small"	0.84	0.73	0.94	1.15
"time of a sync, deep books ÷ small"	1.04	0.65	1.13	NaN
END
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
