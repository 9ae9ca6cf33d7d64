/*
 * ledger_chain.c
 *	  The walk along the entries of a settlement account, that finds and names
 *	  what was changed behind the database's back (LE-3).
 *
 * Entries come by transaction, in chunks, the distributor's side first. Each
 * must follow from the one before: number, balance, time and hash; its pair must
 * be equal and opposite; the account must stand where the last one leaves it. A
 * walk begins at the first entry, or at the account's last checkpoint, whose own
 * entry must still be what it was then.
 */
#include "postgres.h"

#include "utils/memutils.h"

#include "ledger_chain.h"
#include "ledger_entry.h"

#define CHAIN_CHUNK 5000 /* transactions read at a time */

enum
{
	CHAIN_PARTNERSHIP = 1,
	CHAIN_BALANCE,
	CHAIN_LAST_TRANSACTION,
	CHAIN_LAST_HASH,
	CHAIN_CHECKED_TRANSACTION,
	CHAIN_CHECKED_BALANCE,
	CHAIN_CHECKED_POSTED_AT,
	CHAIN_CHECKED_HASH,
	CHAIN_HASH_NOW
};

/* With what the last checkpoint found, and the hash that its last entry has now. */
static PlanQuery READ_CHAINS = {
	.name = "read the heads of ledger chains",
	.result = SPI_OK_SELECT,
	.types = "bigint",
	.sql =
		"SELECT a.partnership_id, a.balance, a.last_transaction_id, a.last_hash, c.transaction_id,"
		"       c.balance, c.posted_at, c.hash,"
		"       (SELECT e.hash FROM distribution.ledger_entry e"
		"         WHERE e.supplier_id = $1 AND e.partnership_id = a.partnership_id"
		"           AND e.transaction_id = c.transaction_id AND e.side = 'supplier')"
		"  FROM distribution.settlement_account a"
		"  LEFT JOIN distribution.verify_checkpoint c ON c.supplier_id = a.supplier_id"
		"   AND c.partnership_id = a.partnership_id"
		" WHERE a.supplier_id = $1"
		" ORDER BY a.partnership_id",
};

enum
{
	ENTRY_TRANSACTION = 1,
	ENTRY_SIDE,
	ENTRY_ACCOUNT,
	ENTRY_KIND,
	ENTRY_ORDER,
	ENTRY_PACKAGE,
	ENTRY_DOCUMENT,
	ENTRY_AMOUNT,
	ENTRY_CURRENCY,
	ENTRY_RATE,
	ENTRY_RATE_INVERSE,
	ENTRY_RATE_SOURCE,
	ENTRY_RATE_AT,
	ENTRY_SETTLEMENT_AMOUNT,
	ENTRY_SETTLEMENT_CURRENCY,
	ENTRY_BASE_AMOUNT,
	ENTRY_BASE_CURRENCY,
	ENTRY_BASE_RATE,
	ENTRY_BASE_RATE_INVERSE,
	ENTRY_BASE_RATE_SOURCE,
	ENTRY_BASE_RATE_AT,
	ENTRY_BALANCE_AFTER,
	ENTRY_POSTED_AT,
	ENTRY_DUE_AT,
	ENTRY_ACTOR,
	ENTRY_MEMO,
	ENTRY_HASH
};

static PlanQuery READ_ENTRIES = {
	.name = "read ledger entries",
	.result = SPI_OK_SELECT,
	.types = "bigint, bigint, bigint, bigint",
	.sql =
		"SELECT transaction_id, side, account_id, kind, order_id, package_no, document_no, amount,"
		"       currency, rate, rate_inverse, rate_source, rate_at, settlement_amount,"
		"       settlement_currency, base_amount, base_currency, base_rate, base_rate_inverse,"
		"       base_rate_source, base_rate_at, balance_after, posted_at, due_at, actor, memo, hash"
		"  FROM distribution.ledger_entry"
		" WHERE supplier_id = $1 AND partnership_id = $2"
		"   AND transaction_id > $3 AND transaction_id <= $4"
		" ORDER BY transaction_id, side",
};

static void
put_fault(ChainWalk *walk, const char *check, int64 transaction_id, const char *what)
{
	walk->faults++;
	if (walk->report == NULL)
		return;
	walk->report(walk->context,
				 check,
				 walk->supplier_id,
				 psprintf("partnership " INT64_FORMAT ", transaction " INT64_FORMAT ": %s",
						  walk->partnership_id,
						  transaction_id,
						  what));
}

static Rate
read_rate(const PlanRows *rows, int row, int first_column)
{
	return (Rate) {
		.quoted = plan_decimal(rows, row, first_column, RATE_DECIMALS),
		.inverse = plan_bool(rows, row, first_column + 1),
		.source = rate_source_parse(plan_text(rows, row, first_column + 2)),
		.at = plan_time(rows, row, first_column + 3),
	};
}

static LedgerEntry
read_entry(const ChainWalk *walk, const PlanRows *rows, int row)
{
	return (LedgerEntry) {
		.supplier_id = walk->supplier_id,
		.partnership_id = walk->partnership_id,
		.transaction_id = plan_int64(rows, row, ENTRY_TRANSACTION),
		.side = plan_text(rows, row, ENTRY_SIDE),
		.account_id = plan_int64(rows, row, ENTRY_ACCOUNT),
		.kind = plan_text(rows, row, ENTRY_KIND),
		.order_id = plan_is_null(rows, row, ENTRY_ORDER) ? 0 : plan_int64(rows, row, ENTRY_ORDER),
		.package_no = plan_text(rows, row, ENTRY_PACKAGE),
		.document_no = plan_text(rows, row, ENTRY_DOCUMENT),
		.amount = plan_minor(rows, row, ENTRY_AMOUNT),
		.currency = plan_text(rows, row, ENTRY_CURRENCY),
		.rate = read_rate(rows, row, ENTRY_RATE),
		.settlement_amount = plan_minor(rows, row, ENTRY_SETTLEMENT_AMOUNT),
		.settlement_currency = plan_text(rows, row, ENTRY_SETTLEMENT_CURRENCY),
		.base_amount = plan_minor(rows, row, ENTRY_BASE_AMOUNT),
		.base_currency = plan_text(rows, row, ENTRY_BASE_CURRENCY),
		.base_rate = read_rate(rows, row, ENTRY_BASE_RATE),
		.balance_after = plan_minor(rows, row, ENTRY_BALANCE_AFTER),
		.posted_at = plan_time(rows, row, ENTRY_POSTED_AT),
		.due_at =
			plan_is_null(rows, row, ENTRY_DUE_AT) ? DT_NOEND : plan_time(rows, row, ENTRY_DUE_AT),
		.actor = plan_text(rows, row, ENTRY_ACTOR),
		.memo = plan_text(rows, row, ENTRY_MEMO),
	};
}

static bool
bytes_equal(const PlanRows *rows, int row, int column, const uint8 *bytes, int length)
{
	bool is_null;
	bytea *stored = DatumGetByteaPP(plan_datum(rows, row, column, &is_null));

	return !is_null && VARSIZE_ANY_EXHDR(stored) == length &&
		memcmp(VARDATA_ANY(stored), bytes, length) == 0;
}

static void
check_hash(ChainWalk *walk, const PlanRows *rows, int row, LedgerEntry *entry)
{
	bool is_null;
	bytea *stored = DatumGetByteaPP(plan_datum(rows, row, ENTRY_HASH, &is_null));

	ledger_entry_hash(entry, walk->hash, walk->hash_length);
	if (!bytes_equal(rows, row, ENTRY_HASH, entry->hash.bytes, PG_SHA256_DIGEST_LENGTH))
		put_fault(walk,
				  "hash_chain",
				  entry->transaction_id,
				  psprintf("the %s's entry does not match its hash", entry->side));
	/* Go on from what is stored, so that one fault is one row. */
	walk->hash_length = Min(VARSIZE_ANY_EXHDR(stored), PG_SHA256_DIGEST_LENGTH);
	memcpy(walk->hash, VARDATA_ANY(stored), walk->hash_length);
}

static void
check_distributor_entry(ChainWalk *walk, const LedgerEntry *entry)
{
	if (entry->transaction_id != walk->transaction_id + 1)
		put_fault(walk,
				  "gap",
				  entry->transaction_id,
				  psprintf("it follows transaction " INT64_FORMAT, walk->transaction_id));
	if (entry->balance_after != walk->balance + entry->settlement_amount)
		put_fault(walk,
				  "balance_chain",
				  entry->transaction_id,
				  "its balance does not follow from the entry before");
	if (entry->posted_at < walk->posted_at)
		put_fault(walk, "time", entry->transaction_id, "it was posted before the entry before");
	walk->transaction_id = entry->transaction_id;
	walk->balance = entry->balance_after;
	walk->posted_at = entry->posted_at;
}

static bool
is_pair(const LedgerEntry *entry, const LedgerEntry *mirror)
{
	return strcmp(entry->side, "distributor") == 0 && strcmp(mirror->side, "supplier") == 0 &&
		entry->transaction_id == mirror->transaction_id && entry->amount == -mirror->amount &&
		entry->settlement_amount == -mirror->settlement_amount &&
		entry->base_amount == -mirror->base_amount &&
		entry->balance_after == -mirror->balance_after && strcmp(entry->kind, mirror->kind) == 0 &&
		entry->posted_at == mirror->posted_at;
}

/* Entries come by transaction, the distributor's first; a lone one is its own fault. */
static void
walk_entries(ChainWalk *walk, const PlanRows *rows)
{
	for (int i = 0; i < rows->count; i++)
	{
		LedgerEntry entry = read_entry(walk, rows, i);
		LedgerEntry mirror;

		if (strcmp(entry.side, "distributor") == 0)
			check_distributor_entry(walk, &entry);
		check_hash(walk, rows, i, &entry);
		if (i + 1 < rows->count &&
			plan_int64(rows, i + 1, ENTRY_TRANSACTION) == entry.transaction_id)
		{
			i++;
			mirror = read_entry(walk, rows, i);
			check_hash(walk, rows, i, &mirror);
			if (!is_pair(&entry, &mirror))
				put_fault(walk,
						  "pair",
						  entry.transaction_id,
						  "its two entries are not equal and opposite");
		}
		else
			put_fault(walk, "pair", entry.transaction_id, "one of its entries is missing");
	}
}

static void
walk_chain(ChainWalk *walk, int64 last)
{
	for (int64 from = walk->transaction_id; from <= last; from += CHAIN_CHUNK)
	{
		PlanValues values = {0};
		PlanRows rows;
		MemoryContext chunk = AllocSetContextCreate(
			CurrentMemoryContext, "ledger chain chunk", ALLOCSET_DEFAULT_SIZES);
		MemoryContext caller = MemoryContextSwitchTo(chunk);

		plan_bind_int64(&values, walk->supplier_id);
		plan_bind_int64(&values, walk->partnership_id);
		plan_bind_int64(&values, from);
		/* The last chunk is open, to meet entries that the account does not know of. */
		plan_bind_int64(&values, from + CHAIN_CHUNK > last ? PG_INT64_MAX : from + CHAIN_CHUNK);
		rows = plan_read(&READ_ENTRIES, &values);
		walk_entries(walk, &rows);
		plan_free(&rows);
		MemoryContextSwitchTo(caller);
		MemoryContextDelete(chunk);
	}
}

/* The walk goes on where the last checkpoint ended. */
static void
start_at_checkpoint(ChainWalk *walk, const PlanRows *heads, int head)
{
	bool is_null;
	bytea *hash;

	if (plan_is_null(heads, head, CHAIN_CHECKED_TRANSACTION))
		return;
	hash = DatumGetByteaPP(plan_datum(heads, head, CHAIN_CHECKED_HASH, &is_null));
	walk->transaction_id = plan_int64(heads, head, CHAIN_CHECKED_TRANSACTION);
	walk->balance = plan_minor(heads, head, CHAIN_CHECKED_BALANCE);
	walk->posted_at = plan_time(heads, head, CHAIN_CHECKED_POSTED_AT);
	walk->hash_length = Min(VARSIZE_ANY_EXHDR(hash), PG_SHA256_DIGEST_LENGTH);
	memcpy(walk->hash, VARDATA_ANY(hash), walk->hash_length);
}

/* What a checkpoint has seen stays as it was, whatever has been hashed anew since. */
static void
check_checkpoint(ChainWalk *walk, const PlanRows *heads, int head)
{
	bool is_null;
	bytea *seen;

	if (plan_is_null(heads, head, CHAIN_CHECKED_TRANSACTION))
		return;
	seen = DatumGetByteaPP(plan_datum(heads, head, CHAIN_CHECKED_HASH, &is_null));
	if (plan_is_null(heads, head, CHAIN_HASH_NOW) ||
		!bytes_equal(heads,
					 head,
					 CHAIN_HASH_NOW,
					 (const uint8 *) VARDATA_ANY(seen),
					 VARSIZE_ANY_EXHDR(seen)))
		put_fault(walk,
				  "checkpoint",
				  plan_int64(heads, head, CHAIN_CHECKED_TRANSACTION),
				  "it is not what it was at the checkpoint");
}

/* The accounts of a supplier, as ledger_chain_walk() takes them. */
PlanRows
ledger_chain_heads(int64 supplier_id)
{
	PlanValues values = {0};

	plan_bind_int64(&values, supplier_id);
	return plan_read(&READ_CHAINS, &values);
}

/* An account's entries, from the first or the checkpoint, and its standing after them. */
ChainWalk
ledger_chain_walk(ChainWalk walk, const PlanRows *heads, int head, bool since_checkpoint)
{
	int64 last = plan_int64(heads, head, CHAIN_LAST_TRANSACTION);

	walk.partnership_id = plan_int64(heads, head, CHAIN_PARTNERSHIP);
	walk.posted_at = DT_NOBEGIN;
	check_checkpoint(&walk, heads, head);
	if (since_checkpoint)
		start_at_checkpoint(&walk, heads, head);
	walk_chain(&walk, last);
	if (walk.transaction_id != last ||
		!bytes_equal(heads, head, CHAIN_LAST_HASH, walk.hash, walk.hash_length))
		put_fault(&walk, "chain_end", last, "the account's last transaction is not the last entry");
	if (walk.balance != plan_minor(heads, head, CHAIN_BALANCE))
		put_fault(
			&walk, "balance", walk.transaction_id, "the account's balance is not the last entry's");
	return walk;
}
