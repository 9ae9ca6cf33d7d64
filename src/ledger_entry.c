/*
 * ledger_entry.c
 *	  The hash chain of a settlement account (LE-3).
 *
 * Each entry's hash is SHA-256 over the hash of the entry before it and every
 * field of the entry in a fixed binary form: integers big-endian, texts with
 * their length before them, an absent text as length -1. Entries follow one
 * another by transaction, the distributor's before the supplier's.
 */
#include "postgres.h"

#include "lib/stringinfo.h"
#include "libpq/pqformat.h"

#include "ledger_entry.h"

static void
hash_text(StringInfo form, const char *text)
{
	int length = text ? strlen(text) : -1;

	pq_sendint32(form, length);
	if (text)
		appendBinaryStringInfo(form, text, length);
}

static void
hash_rate(StringInfo form, const Rate *rate)
{
	pq_sendint64(form, (int64) (rate->quoted / RATE_ONE));
	pq_sendint64(form, (int64) (rate->quoted % RATE_ONE));
	pq_sendbyte(form, rate->inverse);
	pq_sendbyte(form, rate->source);
	pq_sendint64(form, rate->at);
}

static void
hash_form(StringInfo form, const LedgerEntry *entry)
{
	pq_sendint64(form, entry->supplier_id);
	pq_sendint64(form, entry->partnership_id);
	pq_sendint64(form, entry->transaction_id);
	hash_text(form, entry->side);
	pq_sendint64(form, entry->account_id);
	hash_text(form, entry->kind);
	pq_sendint64(form, entry->order_id);
	hash_text(form, entry->package_no);
	hash_text(form, entry->document_no);
	pq_sendint64(form, entry->amount);
	hash_text(form, entry->currency);
	hash_rate(form, &entry->rate);
	pq_sendint64(form, entry->settlement_amount);
	hash_text(form, entry->settlement_currency);
	pq_sendint64(form, entry->base_amount);
	hash_text(form, entry->base_currency);
	hash_rate(form, &entry->base_rate);
	pq_sendint64(form, entry->balance_after);
	pq_sendint64(form, entry->posted_at);
	pq_sendint64(form, entry->due_at);
	hash_text(form, entry->actor);
	hash_text(form, entry->memo);
}

/* Sets entry->hash. */
void
ledger_entry_hash(LedgerEntry *entry, const uint8 *previous, int previous_length)
{
	StringInfoData form;
	pg_cryptohash_ctx *context = pg_cryptohash_create(PG_SHA256);

	initStringInfo(&form);
	hash_form(&form, entry);
	if (pg_cryptohash_init(context) < 0 ||
		pg_cryptohash_update(context, previous, previous_length) < 0 ||
		pg_cryptohash_update(context, (uint8 *) form.data, form.len) < 0 ||
		pg_cryptohash_final(context, entry->hash.bytes, sizeof(entry->hash.bytes)) < 0)
		elog(ERROR, "could not hash a ledger entry");
	entry->hash.length = PG_SHA256_DIGEST_LENGTH;
	pg_cryptohash_free(context);
	pfree(form.data);
}
