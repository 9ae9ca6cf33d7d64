/*
 * calendar.c
 *	  Days and months, as the server counts them.
 *
 * A month is a number, counted from the year 0, so that months compare and follow
 * one another.
 */
#include "postgres.h"

#include "pgtime.h"
#include "utils/datetime.h"
#include "utils/timestamp.h"

#include "calendar.h"

/* The date of a time in a zone; NULL is UTC. */
DateADT
calendar_day(TimestampTz at, const char *time_zone)
{
	pg_tz *zone = time_zone ? pg_tzset(time_zone) : NULL;
	struct pg_tm tm;
	fsec_t fsec;
	int offset;

	if ((time_zone != NULL && zone == NULL) ||
		timestamp2tm(at, zone ? &offset : NULL, &tm, &fsec, NULL, zone) != 0)
		elog(ERROR, "no date for a time in zone \"%s\"", time_zone ? time_zone : "UTC");
	return date2j(tm.tm_year, tm.tm_mon, tm.tm_mday) - POSTGRES_EPOCH_JDATE;
}

int
calendar_month(DateADT day)
{
	int year;
	int month;
	int day_of_month;

	j2date(day + POSTGRES_EPOCH_JDATE, &year, &month, &day_of_month);
	return year * MONTHS_PER_YEAR + month - 1;
}

DateADT
calendar_first_day(int month)
{
	int year = month / MONTHS_PER_YEAR;

	return date2j(year, month % MONTHS_PER_YEAR + 1, 1) - POSTGRES_EPOCH_JDATE;
}
