// SPDX-License-Identifier: GPL-2.0
/* By addr2line(1), which knows each form that debug information has. */
#include "oops_source.h"
#include "ko_symbols.h"
#include "oops_modules.h"
#include "output.h"
#include "ringside.h"
#include "self.h"
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

/* Functions that the compiler put into one another are no deeper than that. */
#define MOST_INLINED	32
#define LINE_BYTES	1024

struct sources {
	struct module_files files;
	char *top;		/* the repository, or NULL */
	/* The last one, since registers are shown twice, and recursions often. */
	struct site asked;
	struct source *answer;
};

struct sources *sources_new(const char *ko, bool is_running)
{
	struct sources *sources = must(calloc(1, sizeof(*sources)));
	struct utsname name;

	sources->files.ko = ko;
	sources->files.is_running = is_running;
	sources->top = repository();
	if (!uname(&name))
		sources->files.release = must(strdup(name.release));
	return sources;
}

void sources_free(struct sources *sources)
{
	module_files_free(&sources->files);
	free(sources->top);
	source_free(sources->answer);
	free(sources);
}

void sources_release(struct sources *sources, const char *release)
{
	module_files_release(&sources->files, release);
}

void source_free(struct source *source)
{
	if (!source)
		return;
	free(source->file);
	free(source->text);
	free(source->inlined);
	free(source);
}

bool source_fits(struct sources *sources, const struct site *site)
{
	struct module_file *file = module_file(&sources->files, site->module);
	struct ko_function function;

	if (!file->path)
		return false;
	/* More than one of the same name and size: nobody can tell which. */
	if (ko_find_function(&file->ko, site->function, site->size, &function) == 1)
		return true;
	if (!file->has_complained)
		out_warning("ringside oops --ko FILE.ko",
			    "%s is of another build than what the log is of: it has no %s of"
			    " 0x%" PRIx64 " bytes; no source lines of it", file->path,
			    site->function, site->size);
	file->has_complained = true;
	return false;
}

/* A frame of addr2line's answer, the innermost first. */
struct frame {
	char *function, *file;
	uint64_t line;
};

/* What is below the repository without it, and of a copy elsewhere as it is here. */
static char *short_path(const struct sources *sources, const char *path)
{
	const char *top = sources->top;
	char *real = realpath(path, NULL);

	for (const char *at = strchr(path, '/'); top && !real && at; at = strchr(at + 1, '/')) {
		char *here = text_format("%s%s", top, at);

		real = realpath(here, NULL);
		free(here);
	}
	if (top && real && !strncmp(real, top, strlen(top)) && real[strlen(top)] == '/')
		memmove(real, real + strlen(top) + 1, strlen(real + strlen(top)));
	return real ? real : must(strdup(path));
}

/* "path/file.c:43 (discriminator 2)"; false: it is not known. */
static bool take_place(char *place, struct frame *frame)
{
	char *colon = strrchr(place, ':'), *end;

	if (!colon || !strncmp(place, "??", 2))
		return false;
	errno = 0;
	frame->line = strtoull(colon + 1, &end, 10);
	if (end == colon + 1 || errno || !frame->line)
		return false;
	*colon = '\0';
	return true;
}

static size_t take_frames(struct sources *sources, FILE *answer, struct frame *frames)
{
	char function[LINE_BYTES], place[LINE_BYTES];
	size_t n = 0;

	while (n < MOST_INLINED && fgets(function, sizeof(function), answer) &&
	       fgets(place, sizeof(place), answer)) {
		function[strcspn(function, "\n")] = '\0';
		place[strcspn(place, "\n")] = '\0';
		if (!take_place(place, &frames[n]))
			break;
		frames[n].function = must(strdup(function));
		frames[n++].file = short_path(sources, place);
	}
	return n;
}

/* Reads what it prints from @from; its complaints are ours to make. */
static bool start(char *const argv[], pid_t *pid, int *from)
{
	posix_spawn_file_actions_t actions;
	int ends[2], error;

	if (pipe2(ends, O_CLOEXEC))
		return false;
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
	posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
	error = posix_spawnp(pid, argv[0], &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(ends[1]);
	*from = ends[0];
	if (error)
		close(ends[0]);
	return !error;
}

static size_t ask(struct sources *sources, const char *path, const struct ko_function *function,
		  uint64_t offset, struct frame *frames)
{
	char *where = text_format("0x%" PRIx64, function->offset + offset);
	char *argv[] = { "addr2line", "-i", "-f", "-j", (char *)function->section, "-e",
			 (char *)path, where, NULL };
	size_t n = 0;
	FILE *answer;
	pid_t pid;
	int from;

	if (start(argv, &pid, &from)) {
		answer = must(fdopen(from, "r"));
		n = take_frames(sources, answer, frames);
		fclose(answer);
		while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
			;
	}
	free(where);
	return n;
}

/* What was written after the module was built is not what it was built from. */
static bool is_as_built(const char *path, const char *ko)
{
	struct stat source, built;

	return !stat(path, &source) && !stat(ko, &built) &&
	       (source.st_mtim.tv_sec < built.st_mtim.tv_sec ||
		(source.st_mtim.tv_sec == built.st_mtim.tv_sec &&
		 source.st_mtim.tv_nsec <= built.st_mtim.tv_nsec));
}

static char *text_at(const char *path, uint64_t nr)
{
	FILE *file = fopen(path, "re");
	char *line = NULL, *text;
	size_t room = 0;

	while (file && nr && getline(&line, &room, file) > 0)
		nr--;
	text = file && !nr && line ? text_format("%.*s", (int)strcspn(line, "\n"),
						 line + strspn(line, " \t")) : NULL;
	if (text)
		text[strcspn(text, "\n")] = '\0';
	free(line);
	if (file)
		fclose(file);
	return text;
}

/* Of functions within each other the innermost that is no help from the kernel's headers. */
static size_t choose(const struct frame *frames, size_t n)
{
	for (size_t i = 0; i + 1 < n; i++)
		if (!strstr(frames[i].file, "/include/") &&
		    !strstr(frames[i].file, "/linux-headers"))
			return i;
	return n - 1;
}

static struct source *source_of(const struct sources *sources, const struct frame *frame,
				const char *ko, bool is_inlined)
{
	struct source *source = must(calloc(1, sizeof(*source)));
	const char *top = sources->top;
	char *path = *frame->file == '/' || !top ? must(strdup(frame->file)) :
		     text_format("%s/%s", top, frame->file);

	source->file = must(strdup(frame->file));
	source->line = frame->line;
	source->text = is_as_built(path, ko) ? text_at(path, frame->line) : NULL;
	source->inlined = is_inlined ? must(strdup(frame->function)) : NULL;
	free(path);
	return source;
}

static void complain(struct module_file *file)
{
	if (!file->has_complained)
		out_warning("apt-get install binutils; make CFLAGS_MODULE=-g",
			    "addr2line finds no source lines in %s: it is missing, or the module"
			    " was built without debug information", file->path);
	file->has_complained = true;
}

static struct source *copy_of(const struct source *of)
{
	struct source *source;

	if (!of)
		return NULL;
	source = must(malloc(sizeof(*source)));
	source->file = must(strdup(of->file));
	source->line = of->line;
	source->text = of->text ? must(strdup(of->text)) : NULL;
	source->inlined = of->inlined ? must(strdup(of->inlined)) : NULL;
	return source;
}

static struct source *look_up(struct sources *sources, const struct site *site)
{
	struct module_file *file = module_file(&sources->files, site->module);
	uint64_t offset = site->offset - site->is_return;
	struct frame frames[MOST_INLINED] = { 0 };
	struct source *source = NULL;
	struct ko_function function;
	size_t n;

	/* A doubtful one right behind the end is of what follows, which was never called. */
	if (!file->path || (site->is_return && !site->offset) || offset >= site->size ||
	    (site->is_doubtful && site->offset == site->size) ||
	    ko_find_function(&file->ko, site->function, site->size, &function) != 1)
		return NULL;
	n = ask(sources, file->path, &function, offset, frames);
	if (n) {
		size_t chosen = choose(frames, n);

		source = source_of(sources, &frames[chosen], file->path, chosen + 1 < n);
	} else {
		complain(file);
	}
	while (n--) {
		free(frames[n].function);
		free(frames[n].file);
	}
	return source;
}

static bool is_same(const struct site *a, const struct site *b)
{
	return a->offset == b->offset && a->size == b->size && a->is_return == b->is_return &&
	       a->is_doubtful == b->is_doubtful && !strcmp(a->function, b->function) &&
	       !strcmp(a->module, b->module);
}

struct source *source_find(struct sources *sources, const struct site *site)
{
	if (!is_same(&sources->asked, site)) {
		source_free(sources->answer);
		sources->answer = look_up(sources, site);
		sources->asked = *site;
	}
	return copy_of(sources->answer);
}
