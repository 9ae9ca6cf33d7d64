/*
 * order_sync.h
 *	  What a sync would make of an order, without storing it (QT-1).
 */
#ifndef DISTRIBUTION_ORDER_SYNC_H
#define DISTRIBUTION_ORDER_SYNC_H

#include "postgres.h"

#include "payload.h"
#include "terms.h"

typedef struct SyncPreview
{
	int64 order_id; /* stored already, with this content: nothing else is set; else 0 */
	const PartnershipTerms *partnership;
	const LineJudgement *judgements; /* one a line */
	const int64 *warehouses;         /* one a package, 0: none assigned */
} SyncPreview;

extern SyncPreview order_sync_preview(int64 supplier_id, int64 partnership_id,
									  OrderPayload *payload);

#endif
