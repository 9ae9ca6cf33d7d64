set terminal svg size 800,420 font "Helvetica,12" noenhanced background "white"
set encoding utf8
$data << END
1	2000.00
2	1809.50
3	1736.40
4	1591.10
5	1472.70
6	1431.08
7	1343.18
8	1255.82
9	660.52
10	560.92
11	366.98
12	216.55
13	174.61
14	93.10
15	-18.65
16	-97.45
17	-187.95
18	-277.56
19	-575.96
20	-697.16
21	-756.26
22	-1351.56
23	-1568.86
24	-1620.58
25	-1426.64
26	-1407.94
27	-1409.94
28	-1342.53


1	7000000.00
2	6354432.00
3	6060421.00
4	5673826.00
5	5110743.00
6	4572562.00
7	4034381.00
8	3492826.00
9	3204885.00
10	2866215.00
11	2456722.00
12	2169118.00
13	1737793.00
14	1282824.00
15	909896.00
16	751122.00
17	667467.00
18	224249.00
19	518260.00
20	2008260.00


1	5000.00
2	8894.08
3	7874.40
4	6550.26
5	5136.58
6	4436.90
7	3426.22
8	1708.54
9	1220.86
10	194.26
11	-373.42
12	-1062.33
13	-1591.01
14	-2622.92
15	-5159.52
16	-6717.20
17	-7599.88
18	-9202.94
19	-10701.85


1	300.00
2	271.50
3	235.30
4	209.14
5	195.51
6	174.18
7	160.16
8	129.47
9	109.57
10	98.33
11	69.58
12	369.58
13	39.73
END
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
