// SPDX-License-Identifier: GPL-2.0
#include "output.h"
#include "document.h"
#include "text.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SCHEMA		2
#define MAX_WARNINGS	32

struct document doc;

static struct {
	const char *command;
	enum color_when color;
	FILE *stream;
	struct {
		char *message, *hint;
	} warnings[MAX_WARNINGS];
	size_t n_warnings;
} out;

void out_setup(bool json, enum color_when color)
{
	doc.json_mode = json;
	out.color = color;
}

void out_command(const char *name)
{
	out.command = name;
}

void out_stream(FILE *stream)
{
	out.stream = stream;
}

bool out_json(void)
{
	return doc.json_mode;
}

static FILE *target(void)
{
	return out.stream ? out.stream : stdout;
}

static bool colored(FILE *stream)
{
	const char *no_color = getenv("NO_COLOR");

	if (doc.json_mode || out.color == COLOR_NEVER)
		return false;
	if (out.color == COLOR_ALWAYS)
		return true;
	return !(no_color && *no_color) && isatty(fileno(stream));
}

static void drop(void)
{
	if (!doc.to)
		return;
	fclose(doc.to);
	free(doc.buffer);
	doc.to = NULL;
}

void out_begin(void)
{
	drop();
	doc.to = must(open_memstream(&doc.buffer, &doc.size));
	doc.colored = colored(target());
	json_start(&doc.json, doc.to);
	if (!doc.json_mode)
		return;
	json_open(&doc.json, NULL, '{');
	out_object("ringside");
	out_number("schema", SCHEMA);
	out_string("version", RINGSIDE_VERSION);
	out_string("command", out.command);
	out_object_end();
}

static void put_problem(int code, const char *message, const char *hint)
{
	out_object(code == DONE ? NULL : "error");
	if (code != DONE)
		out_number("exit", (uint64_t)code);
	out_string("message", message);
	out_string("try", hint);
	out_object_end();
}

static void put_warnings(void)
{
	if (out.n_warnings) {
		out_list("warnings");
		for (size_t i = 0; i < out.n_warnings; i++)
			put_problem(DONE, out.warnings[i].message, out.warnings[i].hint);
		out_list_end();
	}
	while (out.n_warnings) {
		free(out.warnings[--out.n_warnings].message);
		free(out.warnings[out.n_warnings].hint);
	}
}

/* A reader that went away, as in `ringside syscalls | head`, is no error. */
static int written(FILE *stream)
{
	if (!fflush(stream) && !ferror(stream))
		return DONE;
	if (errno != EPIPE && stream != stderr)
		fprintf(stderr, "ringside: cannot write the output: %s\n"
			"  free some space, or write elsewhere\n", strerror(errno));
	return USAGE;
}

int out_drop(void)
{
	drop();
	return DONE;
}

int out_end(void)
{
	FILE *stream = target();

	if (doc.json_mode) {
		put_warnings();
		json_close(&doc.json);
		putc('\n', doc.to);
	}
	fflush(doc.to);
	fwrite(doc.buffer, 1, doc.size, stream);
	drop();
	return written(stream);
}

/* Sentences, too, may hold bytes from elsewhere. */
__attribute__((format(printf, 1, 0))) static void put_text(const char *format, va_list args)
{
	char *text = text_vformat(format, args), *safe = printable_lines(text);

	fputs(safe, doc.to);
	free(safe);
	free(text);
}

void out_painted(enum paint paint, const char *format, ...)
{
	static const char *const codes[] = { "0", "1", "1;31", "32", "33" };
	va_list args;

	if (doc.json_mode)
		return;
	va_start(args, format);
	if (doc.colored && paint != PLAIN)
		fprintf(doc.to, "\033[%sm", codes[paint]);
	put_text(format, args);
	if (doc.colored && paint != PLAIN)
		fputs("\033[0m", doc.to);
	va_end(args);
}

void out_text(const char *format, ...)
{
	va_list args;

	if (doc.json_mode)
		return;
	va_start(args, format);
	put_text(format, args);
	va_end(args);
}

const char *shown(uint64_t value, char buffer[SHOWN_SIZE])
{
	if (value == ABSENT)
		return "-";
	snprintf(buffer, SHOWN_SIZE, "%" PRIu64, value);
	return buffer;
}

void out_number(const char *key, uint64_t value)
{
	if (!doc.json_mode)
		return;
	if (value == ABSENT)
		json_null(&doc.json, key);
	else
		json_number(&doc.json, key, value);
}

void out_real(const char *key, double value)
{
	if (doc.json_mode)
		json_real(&doc.json, key, value);
}

void out_string(const char *key, const char *value)
{
	if (doc.json_mode)
		json_string(&doc.json, key, value);
}

void out_bool(const char *key, bool value)
{
	if (doc.json_mode)
		json_bool(&doc.json, key, value);
}

void out_object(const char *key)
{
	if (doc.json_mode)
		json_open(&doc.json, key, '{');
}

void out_object_end(void)
{
	if (doc.json_mode)
		json_close(&doc.json);
}

void out_list(const char *key)
{
	if (doc.json_mode)
		json_open(&doc.json, key, '[');
}

void out_list_end(void)
{
	out_object_end();
}

static void say(enum paint paint, const char *what, const char *message, const char *hint)
{
	char *safe = printable(message), *safe_hint = hint ? printable(hint) : NULL;
	bool paint_it = colored(stderr);

	fflush(target());
	fprintf(stderr, "%s%s:%s %s\n", paint_it ? paint == RED ? "\033[1;31m" : "\033[33m" : "",
		what, paint_it ? "\033[0m" : "", safe);
	if (hint)
		fprintf(stderr, "  try: %s\n", safe_hint);
	free(safe);
	free(safe_hint);
}

int out_error(int code, const char *hint, const char *format, ...)
{
	va_list args;
	char *message;

	va_start(args, format);
	message = text_vformat(format, args);
	va_end(args);
	if (doc.json_mode) {
		out_begin();
		put_problem(code, message, hint);
		out_end();
	} else {
		drop();
		say(RED, "ringside", message, hint);
	}
	free(message);
	return code;
}

void out_warning(const char *hint, const char *format, ...)
{
	va_list args;
	char *message;

	va_start(args, format);
	message = text_vformat(format, args);
	va_end(args);
	if (!doc.json_mode)
		say(YELLOW, "ringside: warning", message, hint);
	if (!doc.json_mode || out.n_warnings == MAX_WARNINGS) {
		free(message);
		return;
	}
	out.warnings[out.n_warnings].message = message;
	/* Its owner may be gone when the document ends. */
	out.warnings[out.n_warnings++].hint = hint ? text_format("%s", hint) : NULL;
}
