/*
 * line_payload.h
 *	  Payloads that name lines of an order, turned into structs: what is returned,
 *	  received, refused, withdrawn or put back (RT-1, RT-2, OR-12, WD-4, WD-5).
 */
#ifndef DISTRIBUTION_LINE_PAYLOAD_H
#define DISTRIBUTION_LINE_PAYLOAD_H

#include "postgres.h"

#include "compat.h"
#include "return.h"

typedef struct LinePayloadLine
{
	int32 line_no;
	int32 quantity;
	int32 sellable;
	int32 defective;
	int32 lost;
} LinePayloadLine;

typedef struct LinePayload
{
	ReturnKind kind;
	char *reason;       /* NULL: none */
	int64 warehouse_id; /* 0: the line's own */
	int line_count;
	LinePayloadLine *lines;
	const char *path; /* of the lines in the payload; empty: they are all of it */
} LinePayload;

extern LinePayload line_payload_created(const char *text);
extern LinePayload line_payload_received(const char *text);
extern LinePayload line_payload_units(const char *text);
extern LinePayload line_payload_restocked(const char *text);
pg_noreturn extern void line_payload_refuse(const LinePayload *payload, int line,
											const char *member, const char *message);

#endif
