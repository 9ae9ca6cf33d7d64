CREATE OR REPLACE VIEW distribution_report.invitations WITH (security_invoker = true) AS
SELECT
	i.supplier_id,
	i.token,
	CASE
		WHEN i.revoked_at IS NOT NULL THEN 'revoked'
		WHEN i.expires_at <= now() THEN 'expired'
		ELSE 'open'
	END AS state,
	i.created_at,
	i.expires_at,
	i.revoked_at,
	s.bigshop_name AS supplier
FROM distribution.invitation AS i
JOIN distribution.supplier AS s ON s.supplier_id = i.supplier_id;
COMMENT ON VIEW distribution_report.invitations IS 'Invitations of a supplier (PA-2).';
COMMENT ON COLUMN distribution_report.invitations.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.invitations.token IS 'What a distributor applies with.';
COMMENT ON COLUMN distribution_report.invitations.state IS 'open, expired or revoked.';
COMMENT ON COLUMN distribution_report.invitations.created_at IS 'When it was made.';
COMMENT ON COLUMN distribution_report.invitations.expires_at IS 'From then on it is void; null: never.';
COMMENT ON COLUMN distribution_report.invitations.revoked_at IS 'When it was revoked; null: it was not.';
COMMENT ON COLUMN distribution_report.invitations.supplier IS 'The supplier''s shop name; null: none yet.';

CREATE OR REPLACE VIEW distribution_report.suppliers WITH (security_invoker = true) AS
SELECT
	p.distributor_id,
	p.supplier_id,
	p.partnership_id,
	p.shop_name AS supplier,
	p.state,
	p.reason,
	coalesce(p.hold_reason, p.rule_hold_reason) IS NOT NULL AS on_hold,
	coalesce(p.hold_reason || '; ' || p.rule_hold_reason, p.hold_reason, p.rule_hold_reason) AS hold_reason,
	a.currency,
	a.balance,
	CASE WHEN a.temporary_until > now() THEN a.temporary_limit ELSE a.credit_limit END AS credit_limit,
	s.contact_person,
	s.contact_phone,
	p.applied_at,
	p.approved_at,
	p.ended_at,
	p.supplier_suspended OR p.distributor_suspended AS suspended,
	p.distributor_name AS distributor
FROM distribution.partnership p
CROSS JOIN LATERAL distribution.partner_shop(p.supplier_id) AS s
LEFT JOIN distribution.settlement_account a
	ON a.supplier_id = p.supplier_id AND a.partnership_id = p.partnership_id
WHERE p.distributor_id = ANY (distribution.my_accounts()) OR distribution.sees_all();
COMMENT ON VIEW distribution_report.suppliers IS 'A distributor''s own list of suppliers, with the state of each partnership and why (PA-1, PA-4).';
COMMENT ON COLUMN distribution_report.suppliers.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.suppliers.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.suppliers.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.suppliers.supplier IS 'The supplier''s nickname.';
COMMENT ON COLUMN distribution_report.suppliers.state IS 'pending, partnered, rejected or terminated.';
COMMENT ON COLUMN distribution_report.suppliers.reason IS 'Why it was rejected or terminated.';
COMMENT ON COLUMN distribution_report.suppliers.on_hold IS 'True while pushes are refused (CR-4).';
COMMENT ON COLUMN distribution_report.suppliers.hold_reason IS 'Why they are.';
COMMENT ON COLUMN distribution_report.suppliers.currency IS 'Settlement currency; null until approved.';
COMMENT ON COLUMN distribution_report.suppliers.balance IS 'Balance in the settlement currency.';
COMMENT ON COLUMN distribution_report.suppliers.credit_limit IS 'Credit limit in force, in the settlement currency; null: unlimited, or not approved (CR-1, CR-5).';
COMMENT ON COLUMN distribution_report.suppliers.contact_person IS 'The supplier''s contact person.';
COMMENT ON COLUMN distribution_report.suppliers.contact_phone IS 'The supplier''s contact phone.';
COMMENT ON COLUMN distribution_report.suppliers.applied_at IS 'When the distributor applied.';
COMMENT ON COLUMN distribution_report.suppliers.approved_at IS 'When it was approved.';
COMMENT ON COLUMN distribution_report.suppliers.ended_at IS 'When it was rejected or terminated.';
COMMENT ON COLUMN distribution_report.suppliers.suspended IS 'True while either side''s account is suspended (ID-9).';
COMMENT ON COLUMN distribution_report.suppliers.distributor IS 'The distributor''s name.';

CREATE OR REPLACE VIEW distribution_report.distributors WITH (security_invoker = true) AS
SELECT
	p.supplier_id,
	p.partnership_id,
	p.distributor_id,
	p.distributor_name AS distributor,
	p.state,
	p.level,
	c.name AS customer,
	a.currency,
	w.warehouses,
	a.balance,
	CASE WHEN a.temporary_until > now() THEN a.temporary_limit ELSE a.credit_limit END AS credit_limit,
	(a.balance + CASE WHEN a.temporary_until > now() THEN a.temporary_limit ELSE a.credit_limit END)::numeric(20,2) AS spendable,
	p.active_claims,
	coalesce(p.hold_reason, p.rule_hold_reason) IS NOT NULL AS on_hold,
	a.last_pushed_at,
	a.credit_days,
	p.customer_id,
	coalesce(p.hold_reason || '; ' || p.rule_hold_reason, p.hold_reason, p.rule_hold_reason) AS hold_reason,
	p.reason,
	p.message,
	p.contact,
	p.phone,
	p.applied_at,
	p.approved_at,
	p.ended_at,
	p.supplier_suspended OR p.distributor_suspended AS suspended,
	p.shop_name AS supplier
FROM distribution.partnership p
LEFT JOIN distribution.customer c ON c.supplier_id = p.supplier_id AND c.customer_id = p.customer_id
LEFT JOIN distribution.settlement_account a
	ON a.supplier_id = p.supplier_id AND a.partnership_id = p.partnership_id
-- Few sets of warehouses are assigned: each is read once.
LEFT JOIN LATERAL (
	SELECT string_agg(h.name, ', ' ORDER BY w.position) AS warehouses
	FROM unnest(p.warehouse_ids) WITH ORDINALITY AS w (warehouse_id, position)
	JOIN distribution.warehouse AS h ON h.supplier_id = p.supplier_id AND h.warehouse_id = w.warehouse_id
) AS w ON true
WHERE p.supplier_id = ANY (distribution.my_accounts()) OR distribution.sees_all();
COMMENT ON VIEW distribution_report.distributors IS 'A supplier''s partnerships with what it needs to know of each (PA-7).';
COMMENT ON COLUMN distribution_report.distributors.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.distributors.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.distributors.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.distributors.distributor IS 'The distributor''s name.';
COMMENT ON COLUMN distribution_report.distributors.state IS 'pending, partnered, rejected or terminated (PA-1).';
COMMENT ON COLUMN distribution_report.distributors.level IS 'Customer level; null: base price.';
COMMENT ON COLUMN distribution_report.distributors.customer IS 'Name of the linked customer; null until approved.';
COMMENT ON COLUMN distribution_report.distributors.currency IS 'Settlement currency; null until approved.';
COMMENT ON COLUMN distribution_report.distributors.warehouses IS 'Names of the assigned warehouses, the default first; null: none.';
COMMENT ON COLUMN distribution_report.distributors.balance IS 'Balance in the settlement currency.';
COMMENT ON COLUMN distribution_report.distributors.credit_limit IS 'Credit limit in force, in the settlement currency; null: unlimited, or not approved (CR-1, CR-5).';
COMMENT ON COLUMN distribution_report.distributors.spendable IS 'Balance and credit limit; null: unlimited, or not approved.';
COMMENT ON COLUMN distribution_report.distributors.active_claims IS 'Number of active claims.';
COMMENT ON COLUMN distribution_report.distributors.on_hold IS 'True while pushes are refused (CR-4).';
COMMENT ON COLUMN distribution_report.distributors.last_pushed_at IS 'When an order was last pushed; null: never.';
COMMENT ON COLUMN distribution_report.distributors.credit_days IS 'Credit period in days; null: no term (CR-2).';
COMMENT ON COLUMN distribution_report.distributors.customer_id IS 'The linked customer.';
COMMENT ON COLUMN distribution_report.distributors.hold_reason IS 'Why pushes are on hold.';
COMMENT ON COLUMN distribution_report.distributors.reason IS 'Why it was rejected or terminated.';
COMMENT ON COLUMN distribution_report.distributors.message IS 'Message of the application.';
COMMENT ON COLUMN distribution_report.distributors.contact IS 'Contact person of the distributor.';
COMMENT ON COLUMN distribution_report.distributors.phone IS 'Phone of the distributor.';
COMMENT ON COLUMN distribution_report.distributors.applied_at IS 'When the distributor applied.';
COMMENT ON COLUMN distribution_report.distributors.approved_at IS 'When it was approved.';
COMMENT ON COLUMN distribution_report.distributors.ended_at IS 'When it was rejected or terminated.';
COMMENT ON COLUMN distribution_report.distributors.suspended IS 'True while either side''s account is suspended (ID-9).';
COMMENT ON COLUMN distribution_report.distributors.supplier IS 'The supplier''s shop name; null: none yet.';

CREATE OR REPLACE VIEW distribution_report.partnership_log WITH (security_invoker = true) AS
SELECT
	e.supplier_id,
	e.partnership_id,
	e.event_id,
	e.distributor_id,
	-- an application that was deleted has left its events
	coalesce(p.distributor_name, distribution.partner_name(e.distributor_id)) AS distributor,
	e.event,
	e.note,
	e.actor,
	e.occurred_at,
	p.shop_name AS supplier
FROM distribution.partnership_event e
LEFT JOIN distribution.partnership AS p ON p.supplier_id = e.supplier_id AND p.partnership_id = e.partnership_id;
COMMENT ON VIEW distribution_report.partnership_log IS 'What became of each partnership, by whom and when (PA-1).';
COMMENT ON COLUMN distribution_report.partnership_log.supplier_id IS 'The supplier.';
COMMENT ON COLUMN distribution_report.partnership_log.partnership_id IS 'The partnership.';
COMMENT ON COLUMN distribution_report.partnership_log.event_id IS 'Order of the events.';
COMMENT ON COLUMN distribution_report.partnership_log.distributor_id IS 'The distributor''s account.';
COMMENT ON COLUMN distribution_report.partnership_log.distributor IS 'The distributor''s name.';
COMMENT ON COLUMN distribution_report.partnership_log.event IS 'applied, approved, rejected, deleted, terminated, held, released, level_changed, warehouses_set, warehouse_mirrored, suspended or resumed.';
COMMENT ON COLUMN distribution_report.partnership_log.note IS 'The reason, level, warehouses or side given, if any.';
COMMENT ON COLUMN distribution_report.partnership_log.actor IS 'Role that did it.';
COMMENT ON COLUMN distribution_report.partnership_log.occurred_at IS 'When.';
COMMENT ON COLUMN distribution_report.partnership_log.supplier IS 'The supplier''s shop name; null: the application is gone.';
