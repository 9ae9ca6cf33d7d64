-- Plans (ID-1) and currencies (ISO 4217). Only into empty tables: an administrator's edits stay.

INSERT INTO distribution.plan (plan, rank, may_supply)
SELECT 'V' || n, n, n >= 2
FROM generate_series(1, 5) AS n
WHERE NOT EXISTS (SELECT FROM distribution.plan);

INSERT INTO distribution.currency (currency, decimals)
SELECT code, decimals
FROM (VALUES
	(0, '{BIF,CLP,DJF,GNF,ISK,JPY,KMF,KRW,PYG,RWF,UGX,VND,VUV,XAF,XOF,XPF}'::text[]),
	(2, '{AED,ALL,AMD,ARS,AUD,AZN,BAM,BDT,BGN,BND,BOB,BRL,BWP,BYN,CAD,CHF,CNY,COP,CRC,CZK,DKK,DOP,DZD,EGP,ETB,EUR,FJD,
		GBP,GEL,GHS,GTQ,HKD,HNL,HUF,IDR,ILS,INR,JMD,KES,KGS,KHR,KZT,LAK,LKR,MAD,MDL,MKD,MMK,MNT,MOP,MUR,MVR,MXN,MYR,MZN,
		NAD,NGN,NIO,NOK,NPR,NZD,PAB,PEN,PGK,PHP,PKR,PLN,QAR,RON,RSD,RUB,SAR,SEK,SGD,THB,TRY,TTD,TWD,TZS,UAH,USD,UYU,UZS,
		ZAR,ZMW}'::text[])
) AS iso (decimals, codes)
CROSS JOIN LATERAL unnest(codes) AS code
WHERE NOT EXISTS (SELECT FROM distribution.currency);
