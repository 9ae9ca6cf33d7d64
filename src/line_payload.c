/*
 * line_payload.c
 *	  Reading payloads that name lines of an order (RT-1, RT-2, OR-12, WD-4, WD-5).
 */
#include "postgres.h"

#include "errors.h"
#include "json.h"
#include "line_payload.h"
#include "payload.h"

static const char *const CREATED_KEYS[] = {"kind", "reason", "lines", NULL};
static const char *const RECEIVED_KEYS[] = {"warehouse_id", "lines", NULL};
static const char *const RECEIVED_LINE_KEYS[] = {"line_no", "sellable", "defective", NULL};
static const char *const UNITS_LINE_KEYS[] = {"line_no", "quantity", NULL};
static const char *const RESTOCKED_KEYS[] = {"warehouse_id", "reason", "lines", NULL};
static const char *const RESTOCKED_LINE_KEYS[] = {"line_no", "sellable", "defective", "lost", NULL};
static const char *const KINDS[] = {"return_refund", "refund_only", NULL};

typedef void (*ReadLine)(const JsonAt *at, LinePayloadLine *line);
typedef void (*ReadMembers)(const JsonAt *root, LinePayload *payload);

static void
read_units_line(const JsonAt *at, LinePayloadLine *line)
{
	json_expect_keys(at, UNITS_LINE_KEYS);
	line->quantity = json_int32(json_required(at, "quantity"), 1, PG_INT32_MAX, 0);
}

static void
read_received_line(const JsonAt *at, LinePayloadLine *line)
{
	json_expect_keys(at, RECEIVED_LINE_KEYS);
	line->sellable = json_int32(json_member(at, "sellable"), 0, PG_INT32_MAX, 0);
	line->defective = json_int32(json_member(at, "defective"), 0, PG_INT32_MAX, 0);
}

static void
read_restocked_line(const JsonAt *at, LinePayloadLine *line)
{
	json_expect_keys(at, RESTOCKED_LINE_KEYS);
	line->sellable = json_int32(json_member(at, "sellable"), 0, PG_INT32_MAX, 0);
	line->defective = json_int32(json_member(at, "defective"), 0, PG_INT32_MAX, 0);
	line->lost = json_int32(json_member(at, "lost"), 0, PG_INT32_MAX, 0);
}

static void
read_line_no(const JsonAt *at, LinePayload *payload, int index)
{
	JsonAt line_no = json_required(at, "line_no");

	payload->lines[index].line_no = json_int32(line_no, 1, PG_INT32_MAX, 0);
	for (int i = 0; i < index; i++)
		if (payload->lines[i].line_no == payload->lines[index].line_no)
			json_fault(&line_no,
					   ERRCODE_INVALID_PAYLOAD,
					   NULL,
					   "\"line_no\" must be unique, but %d is that of %s[%d]",
					   payload->lines[i].line_no,
					   payload->path,
					   i);
}

static void
read_lines(const JsonAt *at, LinePayload *payload, ReadLine read_line)
{
	int size = json_array_size(at);

	if (size < 1 || size > ORDER_MAX_LINES)
		json_fault(at,
				   ERRCODE_INVALID_PAYLOAD,
				   NULL,
				   "\"lines\" must have 1 to %d elements",
				   ORDER_MAX_LINES);
	if (at->fault->found)
		return;
	payload->lines = palloc0(size * sizeof(LinePayloadLine));
	payload->line_count = size;
	for (JsonAt line = json_first(at); line.node != NULL; line = json_next(&line))
	{
		read_line(&line, &payload->lines[line.index]);
		read_line_no(&line, payload, line.index);
	}
}

/* SD007 with the path to what is wrong. */
static LinePayload
read_payload(const char *text, const char *path, ReadMembers read_members)
{
	LinePayload payload = {.path = path};
	JsonFault fault = {0};
	JsonDocument document = json_parse(text, strlen(text), ORDER_MAX_BYTES, &fault);
	JsonAt root = json_root(&document, &fault);

	read_members(&root, &payload);
	json_free(&document);
	if (fault.found)
		json_raise(&fault);
	return payload;
}

static void
read_created(const JsonAt *root, LinePayload *payload)
{
	JsonAt lines;

	json_expect_keys(root, CREATED_KEYS);
	payload->kind =
		json_choice(json_required(root, "kind"), KINDS) == KINDS[1] ? REFUND_ONLY : RETURN_REFUND;
	payload->reason = json_text(json_member(root, "reason"), TEXT_NOTE);
	lines = json_required(root, "lines");
	read_lines(&lines, payload, read_units_line);
}

static void
read_received(const JsonAt *root, LinePayload *payload)
{
	JsonAt lines;

	json_expect_keys(root, RECEIVED_KEYS);
	payload->warehouse_id = json_id(json_member(root, "warehouse_id"));
	lines = json_required(root, "lines");
	read_lines(&lines, payload, read_received_line);
}

static void
read_units(const JsonAt *root, LinePayload *payload)
{
	read_lines(root, payload, read_units_line);
}

static void
read_restocked(const JsonAt *root, LinePayload *payload)
{
	JsonAt lines;

	json_expect_keys(root, RESTOCKED_KEYS);
	payload->warehouse_id = json_id(json_member(root, "warehouse_id"));
	payload->reason = json_text(json_member(root, "reason"), TEXT_NOTE);
	lines = json_required(root, "lines");
	read_lines(&lines, payload, read_restocked_line);
}

LinePayload
line_payload_created(const char *text)
{
	return read_payload(text, "lines", read_created);
}

LinePayload
line_payload_received(const char *text)
{
	return read_payload(text, "lines", read_received);
}

/* [{"line_no": 1, "quantity": 2}] */
LinePayload
line_payload_units(const char *text)
{
	return read_payload(text, "", read_units);
}

LinePayload
line_payload_restocked(const char *text)
{
	return read_payload(text, "lines", read_restocked);
}

/* SD007 for what only the books can tell of a line. */
void
line_payload_refuse(const LinePayload *payload, int line, const char *member, const char *message)
{
	JsonFault fault = {
		.found = true,
		.sqlstate = ERRCODE_INVALID_PAYLOAD,
		.message = (char *) message,
		.path = psprintf("%s[%d].%s", payload->path, line, member),
	};

	json_raise(&fault);
}
