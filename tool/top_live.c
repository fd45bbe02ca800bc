// SPDX-License-Identifier: GPL-2.0
/* top in a terminal: draws, waits for a key or the next interval, and again. */
#include "clock.h"
#include "names.h"
#include "output.h"
#include "text.h"
#include "times.h"
#include "top.h"

#include <curses.h>
#include <inttypes.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EVERY		(2 * NS_PER_SECOND)
#define SHORTEST	(NS_PER_SECOND / 4)
#define LONGEST		(60 * NS_PER_SECOND)
#define HEAD_LINES	3
#define FILTER_SIZE	32
#define KEY_CTRL_C	3

struct live {
	struct options opt;
	struct look older, before;	/* what is shown is between */
	struct pace pace;
	uint64_t every, next;
	size_t first;		/* row at the top */
	bool paused, help, asking;
	char filter[FILTER_SIZE], glob[FILTER_SIZE + 2];
	char *arguments[1];
};

enum cell {
	WHO, CROSSINGS, SYSCALLS, FAULTS, EXCEPTIONS, INTERRUPTS, RING_3, RING_0, WAITING,
	CALL, SINCE, N_CELLS
};

/*
 * Where there is not room for all, those of the highest rank go first. Heads
 * are those of the plain text, in short.
 */
static const struct {
	const char *head;
	int width;
	int rank;
} cells[N_CELLS] = {
	[WHO] = { "", 24, 0 },
	[CROSSINGS] = { "cross/s", 9, 0 },
	[SYSCALLS] = { "sysc/s", 9, 4 },
	[FAULTS] = { "fault/s", 8, 6 },
	[EXCEPTIONS] = { "exc/s", 7, 8 },
	[INTERRUPTS] = { "intr/s", 7, 7 },
	[RING_3] = { "ring 3", 7, 2 },
	[RING_0] = { "ring 0", 7, 2 },
	[WAITING] = { "wait", 7, 5 },
	[CALL] = { " in flight", 18, 1 },
	[SINCE] = { "for", 9, 3 },
};

static int last_rank(void)
{
	for (int rank = 9; rank > 0; rank--) {
		int width = 0;

		for (int i = 0; i < N_CELLS; i++)
			width += cells[i].rank <= rank ? cells[i].width : 0;
		if (width <= COLS)
			return rank;
	}
	return 0;
}

/* @value in a cell that ends where it should. */
static void put_number(int cell, double value)
{
	char text[32] = "-";

	if (value >= 0)
		snprintf(text, sizeof(text), "%.*f", value < 99.95 ? 1 : 0, value);
	printw("%*s", cells[cell].width, text);
}

/* Cut off, or filled up: in characters, of which a text has fewer than bytes. */
static void put_text(int width, const char *text)
{
	while (*text && width > 1) {
		size_t length = utf8_length(text);

		addnstr(text, (int)(length ? length : 1));
		text += length ? length : 1;
		width--;
	}
	printw("%*s", width, "");
}

static void put_who(const struct live *live, const struct person *person)
{
	const struct task_row *task = &person->task;
	char *name, *safe;

	switch (people_by(&live->opt)) {
	case BY_PIDNS:
		name = text_format("%" PRIu64, task->pidns);
		break;
	case BY_CGROUP:
		name = people_cgroup(person);
		break;
	case BY_COMMAND:
		name = text_format("%s", task->comm);
		break;
	default:
		name = text_format("%7" PRIu64 " %s", task->pid, task->comm);
	}
	safe = printable(name);
	put_text(cells[WHO].width, safe);
	free(safe);
	free(name);
}

static void put_cell(const struct live *live, const struct person *person, int cell)
{
	const struct task_row *task = &person->task;
	const struct pace *pace = &live->pace;
	const uint64_t counts[] = {
		[CROSSINGS] = people_crossings(person), [SYSCALLS] = task->entries,
		[FAULTS] = task->faults, [EXCEPTIONS] = task->exceptions,
		[INTERRUPTS] = task->interrupts, [RING_3] = task->user, [RING_0] = task->work,
		[WAITING] = task->wait,
	};
	char time[TIME_SIZE], *call;

	if (cell == WHO) {
		put_who(live, person);
	} else if (cell == CALL) {
		call = people_call(person);
		addch(' ');
		put_text(cells[CALL].width - 1, call);
		free(call);
	} else if (cell == SINCE) {
		const char *text = task->since == ABSENT && task->earlier == 1 ? "earlier" :
				   shown_time(task->since, time);

		/* A micro sign is one column wide and two bytes long. */
		printw("%*s%s", cells[SINCE].width - (int)strlen(text) + !!strchr(text, '\xc2'),
		       "", text);
	} else {
		put_number(cell, cell >= RING_3 ? pace_percent(pace, counts[cell])
						: pace_per_second(pace, counts[cell]));
	}
}

static void draw_row(const struct live *live, const struct person *person, int y, int rank)
{
	move(y, 0);
	for (int i = 0; i < N_CELLS; i++)
		if (cells[i].rank <= rank)
			put_cell(live, person, i);
}

static void draw_heads(const struct live *live, int rank)
{
	move(HEAD_LINES - 1, 0);
	attron(A_REVERSE);
	for (int i = 0; i < N_CELLS; i++) {
		if (cells[i].rank > rank)
			continue;
		if (i == WHO)
			printw("%-*s", cells[i].width, live->opt.by);
		else
			printw(i == CALL ? "%-*s" : "%*s", cells[i].width, cells[i].head);
	}
	attroff(A_REVERSE);
}

static void draw_top(const struct live *live)
{
	mvprintw(0, 0, "ringside top: by %s, most %s first%s%s", live->opt.by, live->opt.sort,
		 live->opt.given & OPT_REVERSE ? ", reversed" : "", live->paused ? ", PAUSED" : "");
	if (live->pace.seconds <= 0)
		mvprintw(1, 0, "looking...");
	else
		mvprintw(1, 0, "%zu rows, %.1f crossings/s in %.1f s%s%s", live->pace.n,
			 pace_crossings(&live->pace), live->pace.seconds,
			 *live->filter ? ", filter " : "", live->filter);
	if (live->pace.reset_from != ABSENT)
		printw("; the counters were reset");
}

static void draw_help(void)
{
	static const char *const lines[] = {
		"q  quit             s  sort by the next column",
		"b  next grouping    r  turn the order round",
		"/  filter commands: part of a name or a glob; Enter ends, empty shows all",
		"+ -  interval       space  pause       arrows, page up and down: scroll",
		"",
		"Crossings from ring 3 into ring 0, per second, by kind: syscalls, page faults,",
		"other exceptions, interrupts. Ring 3, ring 0, wait: percent of the interval in",
		"user mode, working in calls, without a CPU; of all its threads together.",
		"In flight: the call that it is inside of, and since when.",
		"",
		"any key goes back",
	};

	for (int i = 0; i < (int)ARRAY_SIZE(lines) && i + HEAD_LINES < LINES; i++)
		mvaddnstr(HEAD_LINES + i, 0, lines[i], COLS);
}

static void draw_last_line(const struct live *live)
{
	static const char keys[] =
		"q quit  h help  s sort  b by  r reverse  / filter  space pause  + - interval";

	move(LINES - 1, 0);
	if (live->asking)
		printw("filter: %s_", live->filter);
	else
		addnstr(keys, COLS - 1);
}

static void draw(const struct live *live)
{
	int rank = last_rank(), bottom = LINES - 1;

	erase();
	draw_top(live);
	if (live->help) {
		draw_help();
	} else if (bottom > HEAD_LINES) {
		draw_heads(live, rank);
		for (int y = HEAD_LINES; y < bottom; y++) {
			size_t row = live->first + (size_t)(y - HEAD_LINES);

			if (row < live->pace.n)
				draw_row(live, &live->pace.people[row], y, rank);
		}
	}
	draw_last_line(live);
	refresh();
}

/* @word is one of @words: the one after it. */
static const char *next_word(const char *word, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		if (!strcmp(words[i], word))
			return words[i + 1] ? words[i + 1] : words[0];
	return words[0];
}

/* Without a sign of a glob, it may be any part of a name. */
static void set_filter(struct live *live)
{
	const char *star = strpbrk(live->filter, "*?[") ? "" : "*";

	snprintf(live->glob, sizeof(live->glob), "%s%s%s", star, live->filter, star);
	live->arguments[0] = live->glob;
	live->opt.argv = live->arguments;
	live->opt.argc = *live->filter != '\0';
}

static void edit_filter(struct live *live, int key)
{
	size_t length = strlen(live->filter);

	if (key == '\n' || key == '\r' || key == KEY_ENTER) {
		live->asking = false;
	} else if (key == 27) {
		live->asking = false;
		live->filter[0] = '\0';
	} else if ((key == KEY_BACKSPACE || key == 127 || key == '\b') && length) {
		live->filter[length - 1] = '\0';
	} else if (key >= ' ' && key < 127 && length < FILTER_SIZE - 1) {
		live->filter[length] = (char)key;
		live->filter[length + 1] = '\0';
	}
	set_filter(live);
}

static void scroll_by(struct live *live, long rows)
{
	long first = (long)live->first + rows, last = (long)live->pace.n - 1;

	first = first > last ? last : first;
	live->first = first < 0 ? 0 : (size_t)first;
}

static void change_interval(struct live *live, bool longer)
{
	live->every = longer ? live->every * 2 : live->every / 2;
	if (live->every < SHORTEST)
		live->every = SHORTEST;
	if (live->every > LONGEST)
		live->every = LONGEST;
	live->next = live->before.at + live->every;
}

/* false: the user has enough. */
static bool take_key(struct live *live, int key)
{
	if (key == KEY_CTRL_C)
		return false;
	if (key == ERR || key == KEY_RESIZE)
		return true;
	if (live->asking || live->help) {
		if (live->asking)
			edit_filter(live, key);
		live->help = false;
		return true;
	}
	switch (key) {
	case 'q':
		return false;
	case 's':
		live->opt.sort = next_word(live->opt.sort, top_sort_keys);
		break;
	case 'b':
		live->opt.by = next_word(live->opt.by, people_by_keys);
		live->first = 0;
		break;
	case 'r':
		live->opt.given ^= OPT_REVERSE;
		break;
	case '/':
		live->asking = true;
		break;
	case ' ':
		live->paused = !live->paused;
		break;
	case '+':
	case '-':
		change_interval(live, key == '+');
		break;
	case 'h':
	case '?':
		live->help = true;
		break;
	case KEY_UP:
	case KEY_DOWN:
		scroll_by(live, key == KEY_UP ? -1 : 1);
		break;
	case KEY_PPAGE:
	case KEY_NPAGE:
		scroll_by(live, (LINES - HEAD_LINES - 1) * (key == KEY_PPAGE ? -1 : 1));
		break;
	}
	return true;
}

/* The rows anew, as the options are now. */
static void arrange(struct live *live)
{
	pace_drop(&live->pace);
	if (live->older.people)
		live->pace = pace_between(&live->opt, &live->older, &live->before);
	scroll_by(live, 0);
}

static int look_again(const struct context *ctx, struct live *live)
{
	struct look after;
	int code = look_take(ctx->session, &after);

	if (code != DONE)
		return code;
	look_drop(&live->older);
	live->older = live->before;
	live->before = after;
	live->next = after.at + live->every;
	arrange(live);
	return DONE;
}

static int loop(const struct context *ctx, struct live *live)
{
	int code = DONE;

	for (;;) {
		uint64_t time = now();

		draw(live);
		timeout(live->paused ? -1 :
			live->next > time ? (int)((live->next - time) / NS_PER_MS) + 1 : 0);
		if (!take_key(live, getch()))
			return DONE;
		arrange(live);
		if (!live->paused && now() >= live->next)
			code = look_again(ctx, live);
		if (code != DONE)
			return code;
	}
}

static bool begin(SCREEN **screen)
{
	/* Names may have letters beyond ASCII. */
	setlocale(LC_CTYPE, "");
	*screen = newterm(NULL, stdout, stdin);
	if (!*screen)
		return false;
	raw();
	noecho();
	keypad(stdscr, TRUE);
	set_escdelay(25);
	curs_set(0);
	return true;
}

bool top_live(const struct context *ctx, int *code)
{
	struct live live = { .opt = *ctx->opt, .every = EVERY };
	SCREEN *screen;

	*code = look_take(ctx->session, &live.before);
	if (*code != DONE) {
		*code = session_report(ctx->session);
		return true;
	}
	if (!begin(&screen)) {
		look_drop(&live.before);
		return false;
	}
	live.pace.reset_from = ABSENT;
	/* Something to see at once, and soon what is going on now. */
	live.next = live.before.at + SHORTEST;
	*code = loop(ctx, &live);
	endwin();
	delscreen(screen);
	pace_drop(&live.pace);
	look_drop(&live.older);
	look_drop(&live.before);
	if (*code != DONE)
		*code = session_report(ctx->session);
	return true;
}
