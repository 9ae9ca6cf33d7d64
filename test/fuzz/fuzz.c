/*
 * fuzz.c
 *	  Whatever a client may send, read by what reads it: payloads, imports, amounts and rates.
 *
 * libFuzzer makes the inputs; $READER says who reads them. A reader may refuse
 * one, with a code that the product has and with its words; it may not read or
 * write where nothing is, keep memory, or say two things of one input. The
 * server gives it texts of its encoding, without NUL, and so does this.
 */
#include "postgres.h"

#include "errors.h"
#include "exchange.h"
#include "import.h"
#include "line_payload.h"
#include "payload.h"
#include "price.h"
#include "text.h"

#include "rows.h"
#include "server.h"

typedef void (*Reader)(const char *text, size_t length);

extern int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "it does not hold: %s\n", what);
	abort();
}

/* One character of UTF-8 as the server accepts it; 0: it is none. */
static int
character_size(const uint8_t *at, size_t left)
{
	int size = at[0] < 0x80 ? 1 : at[0] < 0xC2 ? 0 : at[0] < 0xE0 ? 2 : at[0] < 0xF0 ? 3 : 4;

	if (at[0] == 0 || at[0] > 0xF4 || size == 0 || (size_t) size > left)
		return 0;
	for (int i = 1; i < size; i++)
		if ((at[i] & 0xC0) != 0x80)
			return 0;
	if ((at[0] == 0xE0 && at[1] < 0xA0) || (at[0] == 0xED && at[1] > 0x9F) ||
		(at[0] == 0xF0 && at[1] < 0x90) || (at[0] == 0xF4 && at[1] > 0x8F))
		return 0;
	return size;
}

/* A text of its own size, so that what reads beyond it is seen; what is no text of the server becomes "?". */
static char *
text_of(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	size_t at = 0;

	while (at < size)
	{
		int length = character_size(data + at, size - at);

		if (length == 0)
			text[at] = '?';
		else
			memcpy(text + at, data + at, length);
		at += Max(length, 1);
	}
	text[size] = '\0';
	return text;
}

/* What a refusal must have. */
static void
check_fault(const JsonFault *fault)
{
	if (!fault->found)
		return;
	must(fault->sqlstate == ERRCODE_INVALID_PAYLOAD || fault->sqlstate == ERRCODE_LIMIT_EXCEEDED,
		 "a refusal has one of the codes of payloads");
	must(fault->message != NULL && fault->message[0] != '\0' && fault->path != NULL,
		 "a refusal has words and a place");
	must(fault->message[strlen(fault->message) - 1] != '.', "a message is no sentence");
}

static void
check_order(const OrderPayload *order)
{
	int lines = 0;

	check_fault(&order->fault);
	if (order->fault.found)
		return;
	must(order->package_count >= 1 && order->line_count >= order->package_count &&
			 order->line_count <= ORDER_MAX_LINES,
		 "OR-9: an order has lines, and not too many");
	must(order->logistics != NULL, "OR-1: an order says who ships it");
	must(text_check(order->order_no, TEXT_CODE) == TEXT_FITS, "TX-1: a number is a code");
	must(text_check(order->recipient_address, TEXT_ADDRESS) == TEXT_FITS, "TX-1: an address fits");
	for (int i = 0; i < order->package_count; i++)
	{
		must(order->packages[i].first_line == lines, "packages have their lines one after another");
		lines += order->packages[i].line_count;
	}
	must(lines == order->line_count, "each line is in a package");
	for (int i = 0; i < order->line_count; i++)
		must(order->lines[i].quantity > 0, "OR-1: a line has units");
}

static void
check_same(const OrderPayload *a, const OrderPayload *b)
{
	must(a->fault.found == b->fault.found &&
			 (a->fault.found || memcmp(a->content_hash, b->content_hash, CONTENT_HASH_SIZE) == 0),
		 "OR-1: one text is one content");
}

static void
read_order(const char *text, size_t length)
{
	char *spaced = psprintf(" \n%s\t", length < 4000 ? text : "");
	OrderPayload first;
	OrderPayload second;

	payload_read_order(text, length, &first);
	check_order(&first);
	payload_read_order(
		length < 4000 ? spaced : text, length < 4000 ? strlen(spaced) : length, &second);
	check_same(&first, &second);
}

static void
read_orders(const char *text, size_t length)
{
	JsonFault fault = {0};
	int count;
	OrderPayload *orders = payload_read_orders(text, length, &count, &fault);

	check_fault(&fault);
	for (int i = 0; !fault.found && i < count; i++)
		check_order(&orders[i]);
}

static void
check_lines(const LinePayload *payload)
{
	must(payload->line_count >= 1 && payload->line_count <= ORDER_MAX_LINES, "lines are named");
	for (int i = 0; i < payload->line_count; i++)
	{
		const LinePayloadLine *line = &payload->lines[i];

		must(line->line_no >= 1 && line->quantity >= 0 && line->sellable >= 0 &&
				 line->defective >= 0 && line->lost >= 0,
			 "no line has less than nothing");
		for (int j = 0; j < i; j++)
			must(line->line_no != payload->lines[j].line_no, "a line is named once");
	}
}

static void
read_return(const char *text, size_t length)
{
	LinePayload payload = line_payload_created(text);

	check_lines(&payload);
}

static void
read_received(const char *text, size_t length)
{
	LinePayload payload = line_payload_received(text);

	check_lines(&payload);
}

static void
read_units(const char *text, size_t length)
{
	LinePayload payload = line_payload_units(text);

	check_lines(&payload);
}

static void
read_restocked(const char *text, size_t length)
{
	LinePayload payload = line_payload_restocked(text);

	check_lines(&payload);
}

static void
read_list(const char *text, ImportReader reader, size_t row_size)
{
	void *rows;
	Import import = import_read(text, reader, &rows, row_size);

	for (int i = 0; i < import.count; i++)
		must(import.faults[i] == NULL || import.faults[i][0] != '\0', "PC-7: a bad row is told");
	import_raise(&import);
}

static void
read_prices(const char *text, size_t length)
{
	read_list(text, price_row_read, price_row_size());
}

static void
read_products(const char *text, size_t length)
{
	read_list(text, product_row_read, product_row_size());
}

/* PC-4: up, down and nearest are next to each other, and nothing is on the wrong side. */
static void
check_rounding(Ratio value, int decimals)
{
	Minor up;
	Minor down;
	Minor nearest;
	Minor cents;

	if (!ratio_round(value, ROUNDING_UP, decimals, &up) ||
		!ratio_round(value, ROUNDING_DOWN, decimals, &down) ||
		!ratio_round(value, ROUNDING_NEAREST, decimals, &nearest))
		return;
	must(up - down == 0 || up - down == MINOR_PER_UNIT, "PC-4: up and down are one unit apart");
	must(nearest == up || nearest == down, "PC-4: nearest is one of them");
	must(up % MINOR_PER_UNIT == 0 && down % MINOR_PER_UNIT == 0, "PC-4: they are whole");
	if (ratio_round(value, ROUNDING_CENTS, decimals, &cents))
		must(cents >= down && cents <= up && minor_fits(cents, decimals),
			 "PC-4: cents are between, and of the currency");
}

/* FX-3: what is converted there and back by one rate is what it was, but for roundings. */
static void
check_rate(Minor amount, Wide quoted, int decimals)
{
	Rate there = {RATE_FIXED, quoted, false, 0};
	Rate back = {RATE_FIXED, quoted, true, 0};
	Ratio value = ratio_from_minor(amount);
	Minor converted;
	Minor again;

	if (exchange_apply(&value, &there))
		check_rounding(value, decimals);
	if (!exchange_convert(amount, &there, decimals, &converted))
		return;
	must(minor_fits(converted, decimals), "FX-3: an amount is of its currency");
	must(amount == 0 || converted == 0 || (amount < 0) == (converted < 0),
		 "FX-3: an amount keeps its sign");
	/* Rates of at least 1 lose no more than half of the smallest coin. */
	if (quoted >= RATE_ONE && exchange_convert(converted, &back, MINOR_DECIMALS, &again))
		must(again - amount <= MINOR_PER_UNIT && amount - again <= MINOR_PER_UNIT,
			 "FX-3: there and back is the same");
}

/* "12.50 3500.1 0": an amount, a rate and a number of decimals, as columns and payloads have them. */
static void
read_amounts(const char *text, size_t length)
{
	char *words[3] = {pstrdup(text), "1", "2"};
	Wide amount;
	Wide rate;
	int decimals;

	for (int i = 1; i < 3; i++)
	{
		char *space = strchr(words[i - 1], ' ');

		if (space == NULL)
			break;
		*space = '\0';
		words[i] = space + 1;
	}
	(void) decimals_beyond(words[0], MINOR_DECIMALS);
	if (!decimal_parse(words[0], MINOR_DECIMALS, &amount) ||
		!decimal_parse(words[1], RATE_DECIMALS, &rate))
		return;
	must(!decimals_beyond(words[0], MINOR_DECIMALS), "PC-8: what is read has no more decimals");
	decimals = words[2][0] == '0' ? 0 : words[2][0] == '1' ? 1 : 2;
	/* As numeric(20,2) and numeric(20,10) keep them. */
	if (amount > INT64_MAX || amount < -INT64_MAX || rate <= 0 || rate / RATE_ONE >= RATE_ONE)
		return;
	check_rate((Minor) amount, rate, decimals);
}

/* TX-1: a text is of a kind, whatever it is asked first. */
static void
read_text(const char *text, size_t length)
{
	for (int kind = 0; kind < TEXT_KIND_COUNT; kind++)
	{
		TextFault fault = text_check(text, (TextKind) kind);

		must(fault != TEXT_TOO_LONG || length > (size_t) text_max((TextKind) kind),
			 "TX-1: what has fewer bytes has no more characters");
		must(fault != TEXT_BLANK || text_is_blank(text), "TX-1: what is blank says nothing");
	}
}

static const struct
{
	const char *name;
	Reader read;
} READERS[] = {{"order", read_order},
			   {"orders", read_orders},
			   {"return", read_return},
			   {"received", read_received},
			   {"units", read_units},
			   {"restocked", read_restocked},
			   {"prices", read_prices},
			   {"products", read_products},
			   {"amounts", read_amounts},
			   {"text", read_text}};

static Reader
chosen_reader(void)
{
	const char *name = getenv("READER");

	for (int i = 0; name != NULL && i < lengthof(READERS); i++)
		if (strcmp(READERS[i].name, name) == 0)
			return READERS[i].read;
	fprintf(stderr, "READER is the name of no reader\n");
	exit(2);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static Reader read = NULL;
	char *volatile text = text_of(data, size);

	if (read == NULL)
		read = chosen_reader();
	if (sigsetjmp(server_error, 0) == 0)
	{
		read(text, size);
		must(server_is_clean(), "no document outlives what read it");
	}
	else
		must(server_sqlstate == ERRCODE_INVALID_PAYLOAD ||
				 server_sqlstate == ERRCODE_LIMIT_EXCEEDED,
			 "an error has one of the codes of payloads");
	server_reset();
	free(text);
	return 0;
}
