set terminal svg size 800,360 font "Helvetica,12" noenhanced background "white"
set encoding utf8
$data << END
"partnership_inactive"	0	0	0	1
"no_exchange_rate"	0	0	1	0
"sku_not_mapped"	1	1	0	0
"quota_exhausted"	0	2	0	0
"out_of_stock"	1	0	1	0
"order_state"	1	1	0	0
"on_hold"	2	0	0	0
"not_offered"	0	1	1	0
"no_price"	0	0	0	2
"insufficient_funds"	0	0	0	2
END
set title "Orders that the demo's first push refuses, by reason"
set style fill solid 0.9 border -1
set boxwidth 0.7
set xtics rotate by -30 nomirror
set ytics 1 nomirror
set yrange [0:*]
set key outside right top
set border 3
set style data histograms
set style histogram rowstacked
plot $data using 2:xtic(1) title "Kedai Contoh" linecolor "#1f5fa8", "" using 3 title "Toko Contoh" linecolor "#2f6f3e", \
	"" using 4 title "Raan Tuayang" linecolor "#c07f2c", "" using 5 title "Sari Sampel" linecolor "#7a3e8f"
