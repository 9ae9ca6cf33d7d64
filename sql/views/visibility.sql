CREATE OR REPLACE VIEW distribution_report.visibility_rules WITH (security_invoker = true) AS
SELECT
	r.supplier_id,
	r.rule_id,
	r.rule_no,
	r.effect,
	CASE r.distributor_scope
		WHEN 'all' THEN 'all'
		WHEN 'level' THEN format('level %s', r.level) || coalesce(format(' (%s)', l.name), '')
		ELSE coalesce(d.names, '')
	END AS distributors,
	CASE r.product_scope WHEN 'all' THEN 'all' ELSE coalesce(s.names, '') END AS products,
	CASE r.effect WHEN 'hidden' THEN h.in_scope ELSE u.partners - h.in_scope END AS hidden_from,
	CASE r.effect WHEN 'hidden' THEN 0 ELSE h.in_scope END AS shown_to,
	u.shop_name AS supplier
FROM distribution.visibility_rule AS r
JOIN (
	SELECT s.supplier_id, s.bigshop_name AS shop_name, count(p.partnership_id)::int AS partners
	FROM distribution.supplier AS s
	LEFT JOIN distribution.partnership AS p ON p.supplier_id = s.supplier_id AND p.state = 'partnered'
	GROUP BY s.supplier_id, s.bigshop_name
) AS u ON u.supplier_id = r.supplier_id
LEFT JOIN distribution.customer_level AS l ON l.supplier_id = r.supplier_id AND l.level = r.level
CROSS JOIN LATERAL (
	-- The newest partnership: while one is partnered, there comes no other.
	SELECT
		string_agg(coalesce(n.distributor_name, format('account %s', m.distributor_id)), ', '
			ORDER BY coalesce(n.distributor_name, format('account %s', m.distributor_id))) AS names,
		count(*) FILTER (WHERE n.state = 'partnered')::int AS partners
	FROM distribution.visibility_rule_distributor AS m
	LEFT JOIN LATERAL (
		SELECT p.distributor_name, p.state
		FROM distribution.partnership AS p
		WHERE p.supplier_id = m.supplier_id AND p.distributor_id = m.distributor_id
		ORDER BY p.partnership_id DESC
		LIMIT 1
	) AS n ON m.distributor_id > 0 OR n.state IS NULL
	WHERE m.supplier_id = r.supplier_id AND m.rule_id = r.rule_id
) AS d
CROSS JOIN LATERAL (
	SELECT string_agg(k.sku, ', ' ORDER BY k.sku) AS names
	FROM distribution.visibility_rule_product AS m
	JOIN distribution.merchant_sku AS k ON k.supplier_id = m.supplier_id AND k.sku_id = m.sku_id
	WHERE m.supplier_id = r.supplier_id AND m.rule_id = r.rule_id
) AS s
CROSS JOIN LATERAL (
	SELECT CASE r.distributor_scope
		WHEN 'all' THEN u.partners
		WHEN 'level' THEN (
			SELECT count(*)::int
			FROM distribution.partnership AS p
			WHERE p.supplier_id = r.supplier_id AND p.level = r.level AND p.state = 'partnered')
		ELSE d.partners
	END AS in_scope
) AS h;
COMMENT ON VIEW distribution_report.visibility_rules IS 'Visibility rules as people say them, by names (VI-1, VI-2); for the supplier. set_visibility_rule() makes one.';
COMMENT ON COLUMN distribution_report.visibility_rules.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.visibility_rules.rule_id IS 'The rule.';
COMMENT ON COLUMN distribution_report.visibility_rules.rule_no IS 'Precedence; the lower number wins.';
COMMENT ON COLUMN distribution_report.visibility_rules.effect IS 'visible_only or hidden.';
COMMENT ON COLUMN distribution_report.visibility_rules.distributors IS 'all, a level, or the names of those selected.';
COMMENT ON COLUMN distribution_report.visibility_rules.products IS 'all, or the SKU codes of those selected.';
COMMENT ON COLUMN distribution_report.visibility_rules.hidden_from IS 'From how many distributors of today the rule by itself hides its products, whatever rules come before it.';
COMMENT ON COLUMN distribution_report.visibility_rules.shown_to IS 'To how many it shows them likewise.';
COMMENT ON COLUMN distribution_report.visibility_rules.supplier IS 'The supplier''s shop name; null: none yet.';
