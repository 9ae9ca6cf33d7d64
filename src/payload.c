/*
 * payload.c
 *	  Reading marketplace orders (OR-1, OR-8, OR-9).
 *
 * Each order is parsed, read and let go of by itself; what remains are plain
 * structs in the caller's memory, or the first fault. Orders are compared by
 * content_hash: over the structs, not the text, so order of keys, white space,
 * defaults written out and time zones make no difference. Order of packages
 * and lines does.
 */
#include "postgres.h"

#include "common/cryptohash.h"
#include "lib/stringinfo.h"
#include "libpq/pqformat.h"
#include "miscadmin.h"

#include "errors.h"
#include "payload.h"

static const char *const ORDER_KEYS[] =
	{"platform", "store", "order_no", "ordered_at", "logistics", "recipient", "packages", NULL};
static const char *const RECIPIENT_KEYS[] = {"name", "phone", "address", NULL};
static const char *const PACKAGE_KEYS[] = {"package_no", "warehouse_id", "lines", NULL};
static const char *const LINE_KEYS[] = {"sku", "quantity", "gift", NULL};
static const char *const LOGISTICS[] = {"self_arranged", "platform", "third_party", NULL};

/* What the hash is over; changing it makes every stored order look changed. */
#define CONTENT_VERSION 1

/* Marketplaces have codes, as FE-1, OR-6 and OR-15 compare them. */
bool
payload_is_platform(const char *platform)
{
	return platform[strspn(platform, "abcdefghijklmnopqrstuvwxyz0123456789_-")] == '\0';
}

static char *
read_platform(JsonAt at)
{
	char *platform = json_text(at, TEXT_CODE);

	if (platform != NULL && !payload_is_platform(platform))
		json_fault(&at,
				   ERRCODE_INVALID_PAYLOAD,
				   "For example \"shopee\" or \"tiktok_shop\".",
				   "\"platform\" must be " PAYLOAD_PLATFORM);
	return platform;
}

static void
read_recipient(const JsonAt *at, OrderPayload *payload)
{
	json_expect_keys(at, RECIPIENT_KEYS);
	payload->recipient_name = json_text(json_required(at, "name"), TEXT_LINE);
	payload->recipient_phone = json_text(json_required(at, "phone"), TEXT_LINE);
	payload->recipient_address = json_text(json_required(at, "address"), TEXT_ADDRESS);
}

static void
read_line(const JsonAt *at, PayloadLine *line)
{
	json_expect_keys(at, LINE_KEYS);
	line->sku = json_text(json_required(at, "sku"), TEXT_CODE);
	line->quantity = json_int32(json_required(at, "quantity"), 1, PG_INT32_MAX, 0);
	line->is_gift = json_bool(json_member(at, "gift"), false);
}

/* The size of an array that must have elements; 0 is a fault. */
static int
read_size(const JsonAt *at, const char *what)
{
	int size = json_array_size(at);

	if (size == 0)
		json_fault(
			at, ERRCODE_INVALID_PAYLOAD, NULL, "\"%s\" must have at least one element", what);
	return size;
}

static void
read_lines(const JsonAt *at, int package_index, OrderPayload *payload)
{
	PayloadPackage *package = &payload->packages[package_index];

	package->first_line = payload->line_count;
	package->line_count = read_size(at, "lines");
	if (package->first_line + package->line_count > ORDER_MAX_LINES)
		json_fault(at,
				   ERRCODE_LIMIT_EXCEEDED,
				   NULL,
				   "an order must not have more than %d lines",
				   ORDER_MAX_LINES);
	if (payload->fault.found)
		return;
	payload->line_count += package->line_count;
	payload->lines = payload->lines == NULL
		? palloc(payload->line_count * sizeof(PayloadLine))
		: repalloc(payload->lines, payload->line_count * sizeof(PayloadLine));
	for (JsonAt line = json_first(at); line.node != NULL; line = json_next(&line))
	{
		PayloadLine *target = &payload->lines[package->first_line + line.index];

		*target = (PayloadLine) {.package_index = package_index};
		read_line(&line, target);
	}
}

static char *
read_package_no(JsonAt at, int package_index, const OrderPayload *payload)
{
	char *package_no = json_text(at, TEXT_CODE);

	for (int i = 0; package_no != NULL && i < package_index; i++)
		if (strcmp(payload->packages[i].package_no, package_no) == 0)
			json_fault(
				&at,
				ERRCODE_INVALID_PAYLOAD,
				NULL,
				"\"package_no\" must be unique in the order, but \"%s\" is that of packages[%d]",
				package_no,
				i);
	return package_no;
}

static void
read_package(const JsonAt *at, OrderPayload *payload)
{
	PayloadPackage *package = &payload->packages[at->index];
	JsonAt lines;

	json_expect_keys(at, PACKAGE_KEYS);
	package->package_no = read_package_no(json_required(at, "package_no"), at->index, payload);
	package->warehouse_id = json_id(json_member(at, "warehouse_id"));
	package->has_warehouse = package->warehouse_id != 0;
	lines = json_required(at, "lines");
	read_lines(&lines, at->index, payload);
}

static void
read_packages(const JsonAt *at, OrderPayload *payload)
{
	payload->package_count = read_size(at, "packages");
	if (payload->package_count > ORDER_MAX_LINES)
		json_fault(at,
				   ERRCODE_LIMIT_EXCEEDED,
				   "Each package has at least one line.",
				   "an order must not have more than %d lines",
				   ORDER_MAX_LINES);
	if (payload->fault.found)
		return;
	payload->packages = palloc0(payload->package_count * sizeof(PayloadPackage));
	for (JsonAt package = json_first(at); package.node != NULL; package = json_next(&package))
		read_package(&package, payload);
}

static void
read_order(const JsonAt *at, OrderPayload *payload)
{
	JsonAt recipient;
	JsonAt packages;

	json_expect_keys(at, ORDER_KEYS);
	payload->platform = read_platform(json_required(at, "platform"));
	payload->store = json_text(json_required(at, "store"), TEXT_CODE);
	payload->order_no = json_text(json_required(at, "order_no"), TEXT_CODE);
	payload->ordered_at = json_time(json_required(at, "ordered_at"));
	payload->logistics = json_choice(json_required(at, "logistics"), LOGISTICS);
	recipient = json_required(at, "recipient");
	read_recipient(&recipient, payload);
	packages = json_required(at, "packages");
	read_packages(&packages, payload);
}

/* Length first, so that no two contents run into the same bytes. */
static void
append_text(StringInfo content, const char *text)
{
	int length = (int) strlen(text);

	pq_sendint32(content, length);
	appendBinaryStringInfo(content, text, length);
}

static void
append_content(StringInfo content, const OrderPayload *payload)
{
	pq_sendint32(content, CONTENT_VERSION);
	append_text(content, payload->platform);
	append_text(content, payload->store);
	append_text(content, payload->order_no);
	pq_sendint64(content, payload->ordered_at);
	append_text(content, payload->logistics);
	append_text(content, payload->recipient_name);
	append_text(content, payload->recipient_phone);
	append_text(content, payload->recipient_address);
	pq_sendint32(content, payload->package_count);
	for (int i = 0; i < payload->package_count; i++)
	{
		const PayloadPackage *package = &payload->packages[i];

		append_text(content, package->package_no);
		pq_sendint64(content, package->warehouse_id); /* 0: none */
		pq_sendint32(content, package->line_count);
		for (int j = 0; j < package->line_count; j++)
		{
			const PayloadLine *line = &payload->lines[package->first_line + j];

			append_text(content, line->sku);
			pq_sendint32(content, line->quantity);
			pq_sendbyte(content, line->is_gift);
		}
	}
}

static void
hash_content(OrderPayload *payload)
{
	pg_cryptohash_ctx *hash = pg_cryptohash_create(PG_SHA256);
	StringInfoData content;

	initStringInfo(&content);
	append_content(&content, payload);
	if (pg_cryptohash_init(hash) < 0 ||
		pg_cryptohash_update(hash, (uint8 *) content.data, content.len) < 0 ||
		pg_cryptohash_final(hash, payload->content_hash, CONTENT_HASH_SIZE) < 0)
		elog(ERROR, "could not compute a hash: %s", pg_cryptohash_error(hash));
	pg_cryptohash_free(hash);
	pfree(content.data);
}

/* One order; what is wrong with it stands in payload->fault. */
void
payload_read_order(const char *text, size_t length, OrderPayload *payload)
{
	JsonDocument document;
	JsonAt root;

	*payload = (OrderPayload) {0};
	document = json_parse(text, length, ORDER_MAX_BYTES, &payload->fault);
	root = json_root(&document, &payload->fault);
	read_order(&root, payload);
	json_free(&document);
	if (!payload->fault.found)
		hash_content(payload);
}

/* An array of orders, each with its own fault; *fault is one of the array itself. */
OrderPayload *
payload_read_orders(const char *text, size_t length, int *count, JsonFault *fault)
{
	JsonText *orders = NULL;
	OrderPayload *payloads;
	const JsonAt root = {.fault = fault};

	*count = 0;
	if (length > BATCH_MAX_BYTES)
		json_fault(&root,
				   ERRCODE_INVALID_PAYLOAD,
				   "Split it.",
				   "payload must not be longer than %zu bytes",
				   BATCH_MAX_BYTES);
	else
		orders = json_split(text, length, BATCH_MAX_ORDERS, count, fault);
	if (fault->found)
		return NULL;
	payloads = palloc(sizeof(OrderPayload) * Max(*count, 1));
	for (int i = 0; i < *count; i++)
	{
		CHECK_FOR_INTERRUPTS();
		payload_read_order(orders[i].text, orders[i].length, &payloads[i]);
	}
	pfree(orders);
	return payloads;
}
