/*
 * pairs.c
 *	  Every two verbs that change anything, on the same things in two sessions.
 *
 *	  pairs CONNECTION [SHARE]
 *
 * alone	each verb in a world: it is done, and which rows it locks is kept
 * crossed	the one stops before a row that both lock, the other runs into it,
 *			and the row is let go: whatever order the two lock in, if it is not
 *			the same a deadlock comes of it. All is rolled back, so one world does
 * in turn	the one stays open while the other runs, then commits, and so does
 *			the other: in a world of its own, and its books are sound
 * at once	two clients, a number of verbs each on any things, in no order
 *
 * Nothing waits for time: a session is asked whether it is blocked. Two verbs
 * that lock no row in common cannot meet so; what meets at a row that is not
 * there yet is left to the last. Of those in turn one of SHARE is taken, the
 * same each time; 1 is all. Prints TAP.
 */
#include <poll.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libpq-fe.h>

#define MAX_VERBS 400
#define MAX_ROWS 100
#define SHARE 40         /* unless said */
#define LOAD_CALLS 40000 /* at once, divided by the share */

typedef struct Verb
{
	char *name;
	char *statement;
	char *refused; /* NULL: done */
	bool commits;
	char *rows[MAX_ROWS];
	int row_count;
} Verb;

/* A session with a verb on its way. */
typedef struct Session
{
	PGconn *connection;
	bool running;
	bool blocked;
	char state[6]; /* SQLSTATE of what it ended with, or "" */
	char message[500];
} Session;

static const char *target;
static PGconn *control; /* asks, and holds rows */
static PGconn *watch;   /* sees who is blocked */
static Session sessions[2];
static Verb verbs[MAX_VERBS];
static int verb_count;
static int test_count;
static char found[2000]; /* what was wrong with the test at hand */

static void
give_up(const char *what, PGconn *connection)
{
	printf("Bail out! %s: %s", what, PQerrorMessage(connection));
	exit(1);
}

static PGconn *
connect_to(void)
{
	PGconn *connection = PQconnectdb(target);

	if (PQstatus(connection) != CONNECTION_OK)
		give_up("connection", connection);
	PQclear(PQexec(connection, "SET client_min_messages = error; SET deadlock_timeout = '10ms'"));
	return connection;
}

static PGresult *
ask(PGconn *connection, const char *sql)
{
	PGresult *result = PQexec(connection, sql);

	if (PQresultStatus(result) != PGRES_TUPLES_OK && PQresultStatus(result) != PGRES_COMMAND_OK)
		give_up(sql, connection);
	return result;
}

static void
say(PGconn *connection, const char *sql)
{
	PQclear(ask(connection, sql));
}

/* The first value, which the caller frees; NULL if there is none. */
static char *
value_of(PGconn *connection, const char *sql)
{
	PGresult *result = ask(connection, sql);
	char *value = PQntuples(result) == 0 || PQgetisnull(result, 0, 0)
		? NULL
		: strdup(PQgetvalue(result, 0, 0));

	PQclear(result);
	return value;
}

/* Only the first things that are wrong: what follows mostly comes of them. */
static void
wrong(const char *format, ...)
{
	size_t length = strlen(found);
	va_list values;

	if (length > sizeof(found) / 2)
		return;
	va_start(values, format);
	length += snprintf(found + length, sizeof(found) - length, "# ");
	vsnprintf(found + length, sizeof(found) - length, format, values);
	va_end(values);
	strncat(found, "\n", sizeof(found) - strlen(found) - 1);
}

static void
end_test(const char *format, ...)
{
	va_list values;

	printf("%sok %d - ", found[0] ? "not " : "", ++test_count);
	va_start(values, format);
	vprintf(format, values);
	va_end(values);
	printf("\n%s", found);
	fflush(stdout);
	found[0] = '\0';
}

/* What a call must never end with: a deadlock and its kin, an internal error, a broken transaction. */
static bool
is_wrong(const char *state)
{
	return strncmp(state, "40", 2) == 0 || strncmp(state, "XX", 2) == 0 ||
		strncmp(state, "25", 2) == 0 || strncmp(state, "08", 2) == 0 ||
		strncmp(state, "57", 2) == 0;
}

static void
start(Session *session, const char *statement)
{
	session->running = true;
	session->blocked = false;
	session->state[0] = session->message[0] = '\0';
	if (PQsendQuery(session->connection, statement) != 1)
		give_up(statement, session->connection);
}

/* Takes what the session has said; it runs on if that is not all. */
static void
hear(Session *session)
{
	PGresult *result;

	if (PQconsumeInput(session->connection) != 1)
		give_up("the server has gone", session->connection);
	while (session->running && !PQisBusy(session->connection))
	{
		result = PQgetResult(session->connection);
		if (result == NULL)
			session->running = session->blocked = false;
		else if (PQresultStatus(result) == PGRES_FATAL_ERROR)
		{
			const char *state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
			const char *message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);

			snprintf(session->state, sizeof(session->state), "%s", state ? state : "08000");
			snprintf(session->message, sizeof(session->message), "%s", message ? message : "");
		}
		PQclear(result);
	}
}

static bool
is_blocked(Session *session)
{
	char sql[100];
	char *blocked;
	bool answer;

	snprintf(sql,
			 sizeof(sql),
			 "SELECT cardinality(pg_blocking_pids(%d)) > 0",
			 PQbackendPID(session->connection));
	blocked = value_of(watch, sql);
	answer = strcmp(blocked, "t") == 0;
	free(blocked);
	return answer;
}

/* Until it has ended or waits for a lock. */
static void
settle(Session *session)
{
	struct pollfd input = {.fd = PQsocket(session->connection), .events = POLLIN};

	for (hear(session); session->running; hear(session))
	{
		if (poll(&input, 1, 2) > 0)
			continue;
		session->blocked = is_blocked(session);
		if (session->blocked)
			return;
	}
}

/* Until both have ended: whoever has, lets the other go. A deadlock ends by itself. */
static void
end_both(const char *how)
{
	bool open[2] = {true, true};

	while (open[0] || open[1])
		for (int i = 0; i < 2; i++)
		{
			if (open[i])
				settle(&sessions[i]);
			if (!open[i] || sessions[i].running)
				continue;
			say(sessions[i].connection, how);
			open[i] = false;
		}
}

static void
judge(const char *what, const Verb *first, const Verb *second, const char *row)
{
	for (int i = 0; i < 2; i++)
		if (is_wrong(sessions[i].state))
			wrong("%s: %s, then %s%s%s: %s %s",
				  what,
				  first->name,
				  second->name,
				  row ? " at " : "",
				  row ? row : "",
				  sessions[i].state,
				  sessions[i].message);
}

static void
load_verbs(void)
{
	PGresult *rows =
		ask(control, "SELECT verb, t.statement(call), refused, commits FROM t.verb ORDER BY verb");

	verb_count = PQntuples(rows);
	if (verb_count > MAX_VERBS)
		give_up("too many verbs", control);
	for (int i = 0; i < verb_count; i++)
	{
		verbs[i].name = strdup(PQgetvalue(rows, i, 0));
		verbs[i].statement = strdup(PQgetvalue(rows, i, 1));
		verbs[i].refused = PQgetisnull(rows, i, 2) ? NULL : strdup(PQgetvalue(rows, i, 2));
		verbs[i].commits = strcmp(PQgetvalue(rows, i, 3), "t") == 0;
	}
	PQclear(rows);
}

static void
read_locks(Verb *verb)
{
	PGresult *rows;

	say(control, "BEGIN");
	rows = ask(control, "SELECT t.locked()");
	for (int i = 0; i < PQntuples(rows) && i < MAX_ROWS; i++)
		verb->rows[verb->row_count++] = strdup(PQgetvalue(rows, i, 0));
	PQclear(rows);
	say(control, "ROLLBACK");
}

static void
try_alone(void)
{
	for (int i = 0; i < verb_count; i++)
	{
		Session *session = &sessions[0];
		const char *expected = verbs[i].refused ? verbs[i].refused : "";

		if (verbs[i].commits)
			continue;
		say(session->connection, "BEGIN");
		start(session, verbs[i].statement);
		settle(session);
		if (strcmp(session->state, expected) != 0)
			wrong("%s: %s %s", verbs[i].name, session->state, session->message);
		read_locks(&verbs[i]);
		say(session->connection, "ROLLBACK");
	}
	end_test("every verb is done in a world: %d verbs", verb_count);
}

static bool
locks(const Verb *verb, const char *row)
{
	for (int i = 0; i < verb->row_count; i++)
		if (strcmp(verb->rows[i], row) == 0)
			return true;
	return false;
}

static int
rows_in_common(const Verb *first, const Verb *second)
{
	int count = 0;

	for (int i = 0; i < first->row_count; i++)
		count += locks(second, first->rows[i]);
	return count;
}

static void
cross_at(const Verb *first, const Verb *second, const char *row)
{
	char sql[200];

	snprintf(sql, sizeof(sql), "BEGIN; SELECT t.lock_row('%s')", row);
	say(control, sql);
	for (int i = 0; i < 2; i++)
	{
		say(sessions[i].connection, "BEGIN");
		start(&sessions[i], i == 0 ? first->statement : second->statement);
		settle(&sessions[i]);
	}
	say(control, "ROLLBACK");
	end_both("ROLLBACK");
	judge("crossed", first, second, row);
}

static void
cross_all(void)
{
	for (int i = 0; i < verb_count; i++)
	{
		int pairs = 0;
		int crossings = 0;

		for (int j = 0; j < verb_count; j++)
		{
			if (rows_in_common(&verbs[i], &verbs[j]) == 0)
				continue;
			pairs++;
			for (int k = 0; k < verbs[i].row_count; k++)
				if (locks(&verbs[j], verbs[i].rows[k]))
				{
					cross_at(&verbs[i], &verbs[j], verbs[i].rows[k]);
					crossings++;
				}
		}
		end_test("%s crossed with %d verbs, %d times", verbs[i].name, pairs, crossings);
	}
}

/* One that commits by itself is not held open; it runs beside another that is. */
static void
in_turn(const Verb *first, const Verb *second)
{
	char *faults;

	say(control, "SELECT t.world()");
	say(sessions[0].connection, "BEGIN");
	start(&sessions[0], first->statement);
	settle(&sessions[0]);
	if (!second->commits)
		say(sessions[1].connection, "BEGIN");
	start(&sessions[1], second->statement);
	settle(&sessions[1]);
	end_both("COMMIT");
	judge("in turn", first, second, NULL);
	faults = value_of(control, "SELECT t.world_faults()");
	if (faults != NULL)
		wrong("in turn: %s, then %s: %s", first->name, second->name, faults);
	free(faults);
}

static void
all_in_turn(int share)
{
	int at = 0;

	for (int i = 0; i < verb_count; i++)
	{
		int pairs = 0;

		if (verbs[i].commits)
			continue;
		for (int j = 0; j < verb_count; j++)
		{
			if (!verbs[j].commits && rows_in_common(&verbs[i], &verbs[j]) == 0)
				continue;
			if (at++ % share != 0)
				continue;
			in_turn(&verbs[i], &verbs[j]);
			pairs++;
		}
		if (pairs > 0)
			end_test("%s, then another in turn: %d verbs", verbs[i].name, pairs);
	}
}

/* Always the same numbers: a generator of its own, so that they do not depend on the library. */
static int
draw(unsigned *seed, int below)
{
	*seed = *seed * 1103515245u + 12345u;
	return (int) ((*seed >> 16) % (unsigned) below);
}

/* Until one of those that run has something to say. */
static void
wait_for_either(void)
{
	struct pollfd input[2];
	int count = 0;

	for (int i = 0; i < 2; i++)
		if (sessions[i].running)
			input[count++] =
				(struct pollfd) {.fd = PQsocket(sessions[i].connection), .events = POLLIN};
	if (count > 0)
		(void) poll(input, count, -1);
}

/* Lets both run, each its next verb as soon as it has ended one; calls in all. */
static void
run_at_once(int calls)
{
	unsigned seed = 1;
	const Verb *verb[2] = {NULL, NULL};

	do
	{
		for (int i = 0; i < 2; i++)
		{
			if (sessions[i].running)
				continue;
			if (verb[i] != NULL && is_wrong(sessions[i].state))
				wrong("at once: %s: %s %s", verb[i]->name, sessions[i].state, sessions[i].message);
			verb[i] = NULL;
			if (calls-- <= 0)
				continue;
			verb[i] = &verbs[draw(&seed, verb_count)];
			start(&sessions[i], verb[i]->statement);
		}
		wait_for_either();
		for (int i = 0; i < 2; i++)
			hear(&sessions[i]);
	} while (verb[0] != NULL || verb[1] != NULL);
}

static void
all_at_once(int share)
{
	int calls = LOAD_CALLS / share;
	char *faults;

	say(control, "SELECT t.world()");
	for (int i = 0; i < 2; i++)
	{
		say(sessions[i].connection, "SET t.load = 'on'");
		say(sessions[i].connection, i == 0 ? "SELECT setseed(0.1)" : "SELECT setseed(0.2)");
	}
	run_at_once(calls);
	faults = value_of(control, "SELECT t.world_faults()");
	if (faults != NULL)
		wrong("at once: %s", faults);
	free(faults);
	end_test("two clients at once: %d calls", calls);
}

int
main(int count, char **arguments)
{
	int share = count > 2 && atoi(arguments[2]) > 0 ? atoi(arguments[2]) : SHARE;
	char *missing;

	target = count > 1 ? arguments[1] : "";
	control = connect_to();
	watch = connect_to();
	for (int i = 0; i < 2; i++)
		sessions[i].connection = connect_to();
	load_verbs();
	missing = value_of(control, "SELECT t.without_verb()");
	if (missing != NULL)
		wrong("test/pairs/verbs.sql has no verb for %s", missing);
	free(missing);
	end_test("every function that changes anything has a verb");
	say(control, "SELECT t.world()");
	try_alone();
	cross_all();
	all_in_turn(share);
	all_at_once(share);
	printf("1..%d\n", test_count);
	return 0;
}
