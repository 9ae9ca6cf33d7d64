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
	CASE r.effect WHEN 'hidden' THEN h.in_scope ELSE h.partners - h.in_scope END AS hidden_from,
	CASE r.effect WHEN 'hidden' THEN 0 ELSE h.in_scope END AS shown_to,
	u.shop_name AS supplier
FROM distribution.visibility_rule AS r
JOIN (
	SELECT
		supplier_id,
		bigshop_name AS shop_name
	FROM distribution.supplier
) AS u ON u.supplier_id = r.supplier_id
LEFT JOIN distribution.customer_level AS l ON l.supplier_id = r.supplier_id AND l.level = r.level
CROSS JOIN LATERAL (
	SELECT string_agg(n.name, ', ' ORDER BY n.name) AS names
	FROM (
		SELECT coalesce((
			SELECT p.distributor_name
			FROM distribution.partnership AS p
			WHERE p.supplier_id = m.supplier_id AND p.distributor_id = m.distributor_id
			ORDER BY p.partnership_id DESC
			LIMIT 1
		), format('account %s', m.distributor_id)) AS name
		FROM distribution.visibility_rule_distributor AS m
		WHERE m.supplier_id = r.supplier_id AND m.rule_id = r.rule_id
	) AS n
) AS d
CROSS JOIN LATERAL (
	SELECT string_agg(k.sku, ', ' ORDER BY k.sku) AS names
	FROM distribution.visibility_rule_product AS m
	JOIN distribution.merchant_sku AS k ON k.supplier_id = m.supplier_id AND k.sku_id = m.sku_id
	WHERE m.supplier_id = r.supplier_id AND m.rule_id = r.rule_id
) AS s
CROSS JOIN LATERAL (
	SELECT
		count(*)::int AS partners,
		(count(*) FILTER (WHERE CASE r.distributor_scope
			WHEN 'all' THEN true
			WHEN 'level' THEN p.level = r.level
			ELSE EXISTS (
				SELECT
				FROM distribution.visibility_rule_distributor AS m
				WHERE m.supplier_id = r.supplier_id AND m.rule_id = r.rule_id AND m.distributor_id = p.distributor_id)
		END))::int AS in_scope
	FROM distribution.partnership AS p
	WHERE p.supplier_id = r.supplier_id AND p.state = 'partnered'
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
