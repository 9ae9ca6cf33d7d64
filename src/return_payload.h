/*
 * return_payload.h
 *	  The payloads of create_return and receive_return, turned into structs (RT-1, RT-2).
 */
#ifndef DISTRIBUTION_RETURN_PAYLOAD_H
#define DISTRIBUTION_RETURN_PAYLOAD_H

#include "postgres.h"

#include "compat.h"
#include "return.h"

typedef struct ReturnPayloadLine
{
	int32 line_no;
	int32 quantity;
	int32 sellable;
	int32 defective;
} ReturnPayloadLine;

typedef struct ReturnPayload
{
	ReturnKind kind;
	char *reason;       /* NULL: none */
	int64 warehouse_id; /* 0: the line's own */
	int line_count;
	ReturnPayloadLine *lines;
} ReturnPayload;

extern ReturnPayload return_payload_created(const char *text);
extern ReturnPayload return_payload_received(const char *text);
pg_noreturn extern void return_payload_refuse(int line, const char *member, const char *message);

#endif
