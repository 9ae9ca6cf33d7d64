CREATE OR REPLACE VIEW distribution_report.visibility_rules WITH (security_invoker = true) AS
SELECT
	r.supplier_id,
	r.rule_id,
	r.rule_no,
	r.effect,
	CASE r.distributor_scope
		WHEN 'all' THEN 'all'
		WHEN 'level' THEN format('level %s', r.level) || coalesce(' (' || l.name || ')', '')
		ELSE coalesce(e.names, '') || CASE WHEN d.selected > 20 THEN format(' and %s more', d.selected - 20) ELSE '' END
	END AS distributors,
	CASE r.product_scope WHEN 'all' THEN 'all' ELSE coalesce(s.names, '') END AS products,
	CASE r.effect WHEN 'hidden' THEN h.in_scope ELSE u.partners - h.in_scope END AS hidden_from,
	CASE r.effect WHEN 'hidden' THEN 0 ELSE h.in_scope END AS shown_to,
	u.shop_name AS supplier
FROM distribution.visibility_rule AS r
JOIN (
	SELECT
		s.supplier_id,
		s.bigshop_name AS shop_name,
		count(p.partnership_id)::int AS partners,
		ARRAY[
			count(*) FILTER (WHERE p.level = 1), count(*) FILTER (WHERE p.level = 2), count(*) FILTER (WHERE p.level = 3),
			count(*) FILTER (WHERE p.level = 4), count(*) FILTER (WHERE p.level = 5), count(*) FILTER (WHERE p.level = 6),
			count(*) FILTER (WHERE p.level = 7), count(*) FILTER (WHERE p.level = 8), count(*) FILTER (WHERE p.level = 9),
			count(*) FILTER (WHERE p.level = 10)
		]::int[] AS of_level
	FROM distribution.supplier AS s
	LEFT JOIN distribution.partnership AS p ON p.supplier_id = s.supplier_id AND p.state = 'partnered'
	GROUP BY s.supplier_id, s.bigshop_name
) AS u ON u.supplier_id = r.supplier_id
LEFT JOIN distribution.customer_level AS l ON l.supplier_id = r.supplier_id AND l.level = r.level
-- Of all rules at once: a rule may name thousands, whose partnerships are read once for all of them.
LEFT JOIN (
	SELECT
		m.supplier_id,
		m.rule_id,
		count(*) AS selected,
		count(*) FILTER (WHERE n.is_partner)::int AS partners,
		array_agg(coalesce(n.distributor_name, format('account %s', m.distributor_id))) FILTER (WHERE m.position <= 20) AS names
	FROM (
		SELECT
			m.supplier_id,
			m.rule_id,
			m.distributor_id,
			row_number() OVER (PARTITION BY m.supplier_id, m.rule_id ORDER BY m.distributor_id) AS position
		FROM distribution.visibility_rule_distributor AS m
	) AS m
	-- All its partnerships: one of them at most is partnered.
	LEFT JOIN (
		SELECT p.supplier_id, p.distributor_id, min(p.distributor_name) AS distributor_name, bool_or(p.state = 'partnered') AS is_partner
		FROM distribution.partnership AS p
		GROUP BY p.supplier_id, p.distributor_id
	) AS n ON n.supplier_id = m.supplier_id AND n.distributor_id = m.distributor_id
	GROUP BY m.supplier_id, m.rule_id
) AS d ON d.supplier_id = r.supplier_id AND d.rule_id = r.rule_id
CROSS JOIN LATERAL (
	SELECT string_agg(n.name, ', ' ORDER BY n.name) AS names
	FROM unnest(d.names) AS n (name)
) AS e
CROSS JOIN LATERAL (
	SELECT string_agg(k.sku, ', ' ORDER BY k.sku) AS names
	FROM distribution.visibility_rule_product AS m
	JOIN distribution.merchant_sku AS k ON k.supplier_id = m.supplier_id AND k.sku_id = m.sku_id
	WHERE m.supplier_id = r.supplier_id AND m.rule_id = r.rule_id
) AS s
CROSS JOIN LATERAL (
	SELECT CASE r.distributor_scope
		WHEN 'all' THEN u.partners
		WHEN 'level' THEN u.of_level[r.level]
		ELSE coalesce(d.partners, 0)
	END AS in_scope
) AS h;
COMMENT ON VIEW distribution_report.visibility_rules IS 'Visibility rules as people say them, by names (VI-1, VI-2); for the supplier. set_visibility_rule() makes one.';
COMMENT ON COLUMN distribution_report.visibility_rules.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.visibility_rules.rule_id IS 'The rule.';
COMMENT ON COLUMN distribution_report.visibility_rules.rule_no IS 'Precedence; the lower number wins.';
COMMENT ON COLUMN distribution_report.visibility_rules.effect IS 'visible_only or hidden.';
COMMENT ON COLUMN distribution_report.visibility_rules.distributors IS 'all, a level, or the names of those selected; of more than 20, those of the oldest 20 accounts, and how many more.';
COMMENT ON COLUMN distribution_report.visibility_rules.products IS 'all, or the SKU codes of those selected.';
COMMENT ON COLUMN distribution_report.visibility_rules.hidden_from IS 'From how many distributors of today the rule by itself hides its products, whatever rules come before it.';
COMMENT ON COLUMN distribution_report.visibility_rules.shown_to IS 'To how many it shows them likewise.';
COMMENT ON COLUMN distribution_report.visibility_rules.supplier IS 'The supplier''s shop name; null: none yet.';
