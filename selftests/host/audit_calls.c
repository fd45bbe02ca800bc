// SPDX-License-Identifier: GPL-2.0
/*
 * Calls library functions known numbers of times, in the ways that could upset
 * a counter: audit.sh knows the numbers. Ends with 0 when all results are right.
 *
 * usage: audit_calls threads|fork|vfork|exec|dlsym|float|jump|signal|kill
 */
#include <dlfcn.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

static char *self;

static int ids(int times)
{
	int wrong = 0;

	while (times--)
		wrong |= getppid() < 0;
	return wrong;
}

static void *in_thread(void *unused)
{
	(void)unused;
	return ids(100003) ? NULL : &self;
}

static int threads(void)
{
	pthread_t thread[4];
	void *right = NULL;
	int wrong = 0;

	for (size_t i = 0; i < ARRAY_SIZE(thread); i++)
		wrong |= pthread_create(&thread[i], NULL, in_thread, NULL);
	for (size_t i = 0; i < ARRAY_SIZE(thread); i++)
		wrong |= pthread_join(thread[i], &right) || !right;
	return wrong;
}

static int reap(pid_t pid, int expected)
{
	int status;

	return waitpid(pid, &status, 0) != pid || status != expected;
}

static int forks(void)
{
	pid_t pid;

	if (ids(23))
		return 1;
	pid = fork();
	if (!pid)
		_exit(ids(29));
	return reap(pid, 0) || ids(31);
}

static int vforks(void)
{
	for (int i = 0; i < 7; i++) {
		pid_t pid = vfork();

		if (!pid) {
			execl(self, self, "ids", (char *)NULL);
			_exit(1);
		}
		if (reap(pid, 0))
			return 1;
	}
	return 0;
}

/* A chain of three programs in one process. */
static int execs(const char *next)
{
	if (ids(11))
		return 1;
	execl(self, self, next, (char *)NULL);
	return 1;
}

static int dlsyms(void)
{
	void *library = dlopen("libm.so.6", RTLD_LAZY);
	double (*cosine)(double) = NULL, (*again)(double) = NULL;
	char ***data = dlsym(RTLD_DEFAULT, "environ");
	double sum = 0;

	if (!library || !data || !*data)
		return 1;
	*(void **)&cosine = dlsym(library, "cos");
	*(void **)&again = dlsym(library, "cos");
	if (!cosine || cosine != again)
		return 1;
	for (int i = 0; i < 37; i++)
		sum += cosine(0);
	dlclose(library);
	return sum != 37;
}

static int sums(int n, ...)
{
	char text[128];
	va_list args;

	va_start(args, n);
	vsnprintf(text, sizeof(text), "%d %.3f %s %.1Lf %ld", args);
	va_end(args);
	return strcmp(text, "1 2.500 three 4.5 5");
}

static int floats(void)
{
	char text[128];

	for (int i = 0; i < 41; i++) {
		snprintf(text, sizeof(text), "%d %.2f %.2f %.2f %.2f %.2f %.2f %.2f %.2f %.2f %d %d %d %d",
			 i, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5, 7.5, 8.5, 9.5, 2, 3, 4, 5);
		if (!strstr(text, " 1.50 2.50 3.50 4.50 5.50 6.50 7.50 8.50 9.50 2 3 4 5"))
			return 1;
		if (strtod("0.25", NULL) != 0.25 || strtold("0.125", NULL) != 0.125L)
			return 1;
		if (sums(0, 1, 2.5, "three", 4.5L, 5L))
			return 1;
	}
	return 0;
}

static jmp_buf place;

static int jumps(void)
{
	volatile int times = 0;

	if (setjmp(place) < 43) {
		times++;
		longjmp(place, times);
	}
	return times != 43;
}

static void on_signal(int number)
{
	(void)number;
	ids(1);
}

static int signals(void)
{
	struct sigaction action = { .sa_handler = on_signal };

	sigaction(SIGUSR1, &action, NULL);
	for (int i = 0; i < 47; i++)
		raise(SIGUSR1);
	return 0;
}

/* Nothing that such a process did may be lost. */
static int kills(void)
{
	if (ids(53))
		return 1;
	raise(SIGKILL);
	return 1;
}

int main(int argc, char **argv)
{
	static const struct {
		const char *name;
		int (*run)(void);
	} ways[] = {
		{ "threads", threads }, { "fork", forks }, { "vfork", vforks },
		{ "dlsym", dlsyms }, { "float", floats }, { "jump", jumps },
		{ "signal", signals }, { "kill", kills },
	};
	const char *way = argc > 1 ? argv[1] : "";

	self = argv[0];
	for (size_t i = 0; i < ARRAY_SIZE(ways); i++)
		if (!strcmp(way, ways[i].name))
			return ways[i].run();
	if (!strcmp(way, "exec"))
		return execs("exec2");
	if (!strcmp(way, "exec2"))
		return execs("ids");
	return strcmp(way, "ids") || ids(13);
}
