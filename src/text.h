/*
 * text.h
 *	  What a text may be, kind by kind (TX-1): in arguments, payloads and tables.
 *
 * The CHECKs of the tables say the same in SQL: sql/tables/text.sql. Texts are
 * UTF-8, as every database with this extension is.
 */
#ifndef DISTRIBUTION_TEXT_H
#define DISTRIBUTION_TEXT_H

#include <stdbool.h>
#include <stdint.h>

typedef enum TextKind
{
	TEXT_CODE,      /* known by it: SKU, store, order number, package, document, key, mark … */
	TEXT_NAME,      /* called by it: account, warehouse, shop, carrier */
	TEXT_LINE,      /* a line that may be empty: names and phones of people, names of products */
	TEXT_NOTE,      /* reason, memo, message */
	TEXT_ADDRESS,   /* of a recipient */
	TEXT_REFERENCE, /* where a label or logo is */
	TEXT_KIND_COUNT
} TextKind;

typedef enum TextFault
{
	TEXT_FITS,
	TEXT_TOO_LONG,
	TEXT_BLANK,
	TEXT_SPACED,    /* a code with space before or after */
	TEXT_CONTROLLED /* a code with a control character */
} TextFault;

extern const char *text_kind_name(TextKind kind);
extern bool text_kind_parse(const char *name, TextKind *kind);
extern int text_max(TextKind kind);
extern const char *text_expected(TextKind kind);
extern TextFault text_check(const char *text, TextKind kind);
extern bool text_is_blank(const char *text);
extern uint32_t text_character(const char *text, int *length);

#endif
