-- The supplier packs and ships, and two distributors change their minds (OR-6, WD-1).

CREATE FUNCTION demo.order_id(wanted text) RETURNS bigint LANGUAGE sql STABLE AS $$
	SELECT order_id FROM demo.orders WHERE order_no = wanted
$$;

SELECT distribution.advance_order(:supplier_id, demo.order_id(o.order_no), s.state)
FROM unnest(ARRAY['SHP-0001', 'LZD-0003', 'SHP-0023', 'LZD-0026', 'LZD-0043', 'TTS-0045', 'SHP-0062']) WITH ORDINALITY AS o (order_no, no)
CROSS JOIN unnest(ARRAY['in_process', 'to_pickup', 'shipped']) WITH ORDINALITY AS s (state, no)
ORDER BY o.no, s.no;
SELECT distribution.advance_order(:supplier_id, demo.order_id(order_no), 'in_process')
FROM unnest(ARRAY['TTS-0016', 'SHP-0028', 'SHP-0050']) WITH ORDINALITY AS o (order_no, no)
ORDER BY no;

CREATE TABLE demo.withdrawal (
	order_no text PRIMARY KEY,
	state_before text NOT NULL,
	answer text NOT NULL
);
-- Still new: withdrawn at once, all of it refunded. In process: the supplier is asked.
SET ROLE reseller;
INSERT INTO demo.withdrawal
SELECT w.order_no, w.state_before, distribution.withdraw_order(:supplier_id, demo.order_id(w.order_no), 'the buyer changed his mind')
FROM (VALUES ('SHP-0009', 'new'), ('TTS-0024', 'new'), ('SHP-0050', 'in_process')) AS w (order_no, state_before);
