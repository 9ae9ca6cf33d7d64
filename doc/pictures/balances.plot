set multiplot layout 2,2 title "The demo's settlement accounts: balance after each entry"
set border 3
set tics nomirror
set xtics 5
set xrange [0:*]
set xzeroaxis linetype 1 linecolor "#b0b0b0"
set format y "%.0f"
unset key
set title "Kedai Contoh, MYR"
plot $data index 0 using 1:2 with steps linewidth 2 linecolor "#1f5fa8"
set title "Toko Contoh, IDR"
plot $data index 1 using 1:2 with steps linewidth 2 linecolor "#2f6f3e"
set title "Raan Tuayang, THB"
plot $data index 2 using 1:2 with steps linewidth 2 linecolor "#c07f2c"
set title "Sari Sampel, MYR"
plot $data index 3 using 1:2 with steps linewidth 2 linecolor "#7a3e8f"
unset multiplot
