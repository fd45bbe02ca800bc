// SPDX-License-Identifier: GPL-2.0
/* Failures that would go on for ever, or until nothing is left for others. */
#include "failure.h"
#include "ringside.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#define KIB		1024ULL
#define LEAK_BYTES	(16 * KIB * KIB)
#define CHUNK_BYTES	(64 * KIB)
#define FILES		64
#define CPU_SECONDS	1

/* Bytes of data that the process has already: the limit counts them as well. */
static uint64_t data_bytes(void)
{
	FILE *file = fopen("/proc/self/status", "re");
	unsigned long long kib = 0;
	char line[128];

	while (file && fgets(line, sizeof(line), file))
		if (sscanf(line, "VmData: %llu", &kib) == 1)
			break;
	if (file)
		fclose(file);
	return kib * KIB;
}

static bool prepare_leak(void)
{
	uint64_t bytes = data_bytes();
	const struct rlimit limit = { bytes + LEAK_BYTES, bytes + LEAK_BYTES };

	return bytes && !setrlimit(RLIMIT_DATA, &limit);
}

static void leak(struct last_words *words)
{
	for (;;) {
		void *forgotten = mmap(NULL, CHUNK_BYTES, PROT_READ | PROT_WRITE,
				       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

		if (forgotten == MAP_FAILED) {
			words->error = errno;
			return;
		}
		memset(forgotten, 1, CHUNK_BYTES);
		words->reached += CHUNK_BYTES;
	}
}

static bool prepare_loop(void)
{
	const struct rlimit limit = { CPU_SECONDS, CPU_SECONDS + 1 };

	return !setrlimit(RLIMIT_CPU, &limit);
}

static void endless_loop(struct last_words *words)
{
	(void)words;
	for (;;)
		__asm__ volatile("pause");
}

static bool prepare_files(void)
{
	const struct rlimit limit = { FILES, FILES };

	return !setrlimit(RLIMIT_NOFILE, &limit);
}

static void too_many_files(struct last_words *words)
{
	while (open("/", O_RDONLY | O_PATH | O_CLOEXEC) >= 0)
		words->reached++;
	words->error = errno;
}

static pthread_mutex_t locks[] = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_MUTEX_INITIALIZER };
static pthread_barrier_t both_have_one;
static struct last_words *their_words;

/* Has one lock, wants the other. */
static void *one_of_two(void *first)
{
	size_t mine = !!first;

	pthread_mutex_lock(&locks[mine]);
	pthread_barrier_wait(&both_have_one);
	__atomic_add_fetch(&their_words->waiting, 1, __ATOMIC_SEQ_CST);
	pthread_mutex_lock(&locks[!mine]);
	return NULL;
}

static void deadlock(struct last_words *words)
{
	pthread_t other;

	their_words = words;
	words->error = pthread_barrier_init(&both_have_one, NULL, ARRAY_SIZE(locks));
	if (!words->error)
		words->error = pthread_create(&other, NULL, one_of_two, locks);
	if (words->error)
		return;
	one_of_two(NULL);
	pthread_join(other, NULL);
}

const struct user_kind user_kinds_limits[] = {
	{ .name = "leak", .shows = "memory taken and forgotten, up to the limit of data",
	  .fail = leak, .prepare = prepare_leak, .unit = "bytes", .error = ENOMEM },
	{ .name = "too-many-files", .shows = "files opened and forgotten, up to their limit",
	  .fail = too_many_files, .prepare = prepare_files, .unit = "files", .error = EMFILE },
	{ .name = "endless-loop", .shows = "a loop without end, up to the limit of CPU time",
	  .fail = endless_loop, .prepare = prepare_loop, .signal = SIGXCPU },
	{ .name = "deadlock", .shows = "two threads, each with the lock that the other wants",
	  .fail = deadlock, .threads = 2 },
};

const size_t n_user_kinds_limits = ARRAY_SIZE(user_kinds_limits);
