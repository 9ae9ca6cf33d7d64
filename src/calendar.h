/*
 * calendar.h
 *	  Days and months.
 */
#ifndef DISTRIBUTION_CALENDAR_H
#define DISTRIBUTION_CALENDAR_H

#include "datatype/timestamp.h"
#include "utils/date.h"

extern DateADT calendar_day(TimestampTz at, const char *time_zone);
extern int calendar_month(DateADT day);
extern DateADT calendar_first_day(int month);

#endif
