// SPDX-License-Identifier: GPL-2.0
#include "clock_source.h"
#include "text.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#define CLOCK_SOURCE	"/sys/devices/system/clocksource/clocksource0/current_clocksource"

char *clock_source(void)
{
	char name[64];
	int fd = open(CLOCK_SOURCE, O_RDONLY | O_CLOEXEC);
	ssize_t got = fd < 0 ? -1 : read(fd, name, sizeof(name) - 1);

	if (fd >= 0)
		close(fd);
	if (got <= 0)
		return text_format("unknown");
	name[got] = '\0';
	name[strcspn(name, "\n")] = '\0';
	return must(strdup(name));
}
