const { Client } = require('pg');

async function main() {
	const client = new Client();
	await client.connect();
	const made = await client.query("SELECT t.payload('NODE') AS payload, t.id('supplier') AS supplier, t.id('kedai') AS partnership");
	const { payload, supplier, partnership } = made.rows[0];

	for (const given of [payload, JSON.stringify(payload)])
		for (const text of ['SELECT distribution.sync_order($1, $2, $3) AS id',
			'SELECT distribution.sync_order(supplier_id => $1, partnership_id => $2, payload => $3) AS id',
			'SELECT distribution.sync_order($1, $2, $3::json) AS id',
			'SELECT distribution.sync_order($1, $2, $3::jsonb) AS id'])
			console.log((await client.query(text, [supplier, partnership, given])).rows[0].id);
	const batch = await client.query('SELECT order_id FROM distribution.sync_orders($1, $2, $3)',
		[supplier, partnership, JSON.stringify([payload])]);
	console.log(batch.rows[0].order_id);
	await client.end();
}

main();
