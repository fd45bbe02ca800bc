// SPDX-License-Identifier: GPL-2.0
/* Checks of the running system: the loaded module, and whether we may ask it. */
#include "doctor.h"
#include "family.h"
#include "output.h"
#include "text.h"
#include "view.h"

#include <linux/capability.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CAP_BIT_PERFMON	38	/* older headers do not have it */

/* The line of /proc/modules, or NULL: name size references users state ... */
static char *modules_line(const struct patient *p)
{
	static const char name[] = "ringside ";
	char *text = text_of(p, "/proc/modules"), *line = text, *copy = NULL;

	while (line && *line && !copy) {
		size_t length = strcspn(line, "\n");

		if (!strncmp(line, name, strlen(name)))
			copy = must(strndup(line, length));
		line += length + (line[length] == '\n');
	}
	free(text);
	return copy;
}

static void not_loaded(const struct patient *p)
{
	const char *path = p->ko_path ? p->ko_path : "module/ringside.ko";
	char *load = text_format("%s%sinsmod %s", p->ko_path ? "" : "make && ",
				 geteuid() ? "sudo " : "", path);

	if (has(p, "/proc/ringside"))
		finding(FAIL, "module", "reboot",
			"not loaded, but /proc/ringside is left over from it");
	else
		finding(FAIL, "module", load, "not loaded");
	free(load);
}

/* false: another one is loaded, and that was said. */
static bool same_build(const struct patient *p)
{
	char *version = text_of(p, "/sys/module/ringside/version");
	char *source = text_of(p, "/sys/module/ringside/srcversion");
	bool same = true;

	if (version && strcmp(version, RINGSIDE_VERSION))
		same = finding(WARN, "module", "rmmod ringside && insmod module/ringside.ko",
			       "loaded in version %s, this program is %s", version,
			       RINGSIDE_VERSION);
	else if (source && p->ko.srcversion && strcmp(source, p->ko.srcversion))
		same = finding(WARN, "module", "rmmod ringside && insmod module/ringside.ko",
			       "the one that is loaded was built from other sources than %s",
			       p->ko_path);
	free(version);
	free(source);
	return same;
}

static void judge_state(struct patient *p, const char *line)
{
	char state[16] = "", users[64];
	long references = 0;

	if (sscanf(line, "%*s %*s %ld %63s %15s", &references, users, state) != 3)
		finding(FAIL, "module", "cat /proc/modules", "in a state that cannot be read: %s",
			line);
	else if (!strcmp(state, "Loading"))
		finding(FAIL, "module", "reboot",
			"stuck in loading: its init failed badly; insmod says \"Device or resource busy\" or hangs");
	else if (!strcmp(state, "Unloading"))
		finding(FAIL, "module", "reboot",
			"stuck in unloading: rmmod waits for ever, insmod says \"File exists\"");
	else if (references < 0)
		finding(FAIL, "module", "reboot",
			"a left-over that cannot be unloaded, its reference count is %ld",
			references);
	else if (same_build(p))
		finding(OK, "module", NULL,
			"loaded, used by %ld; insmod once more says \"File exists\"", references);
	p->loaded = !strcmp(state, "Live");
}

void check_module_state(struct patient *p)
{
	char *line = modules_line(p);

	if (line)
		judge_state(p, line);
	else
		not_loaded(p);
	free(line);
}

struct taint {
	char letter;
	const char *meaning;
	const char *command;	/* NULL: nothing to worry about */
};

static const struct taint taints[] = {
	{ 'P', "a proprietary module was loaded", NULL },
	{ 'F', "a module was loaded by force", "lsmod; reboot" },
	{ 'S', "the CPU is not fit for this kernel", "dmesg | less" },
	{ 'R', "a module was unloaded by force", "reboot" },
	{ 'M', "a machine check: broken hardware", "dmesg | grep -i mce" },
	{ 'B', "a page in a bad state", "dmesg | less; reboot" },
	{ 'U', "user space asked for it", NULL },
	{ 'D', "the kernel has died (oops or BUG): locks and references may be left over",
	  "dmesg | less; reboot" },
	{ 'A', "an ACPI table was overridden", NULL },
	{ 'W', "the kernel has warned", "dmesg | grep -A 20 WARNING" },
	{ 'C', "a staging driver was loaded", NULL },
	{ 'I', "a firmware bug was worked around", NULL },
	{ 'O', "a module from outside the kernel was loaded (as ringside is)", NULL },
	{ 'E', "an unsigned module was loaded (as ringside is)", NULL },
	{ 'L', "a soft lockup", "dmesg | grep -A 20 lockup; reboot" },
	{ 'K', "the kernel was live-patched", NULL },
	{ 'X', "the distribution's own flag", NULL },
	{ 'T', "the structure layout was randomized", NULL },
	{ 'N', "a test module was loaded", NULL },
};

void check_taint(struct patient *p)
{
	const struct taint *worst = NULL;
	char *text = text_of(p, "/proc/sys/kernel/tainted");
	unsigned long long mask = text ? strtoull(text, NULL, 10) : 0;
	char letters[65];
	size_t n = 0;

	free(text);
	for (size_t i = 0; i < sizeof(mask) * 8; i++) {
		bool known = i < ARRAY_SIZE(taints);

		if (!(mask >> i & 1))
			continue;
		letters[n++] = known ? taints[i].letter : '?';
		if (known && taints[i].command && (!worst || taints[i].letter == 'D'))
			worst = &taints[i];
	}
	letters[n] = '\0';
	if (worst)
		finding(WARN, "taint", worst->command, "%s (%llu): %s", letters, mask,
			worst->meaning);
	else
		finding(OK, "taint", NULL, "%s (%llu)", n ? letters : "none", mask);
}

static uint64_t effective_capabilities(const struct patient *p)
{
	char *status = text_of(p, "/proc/self/status");
	char *line = status ? strstr(status, "\nCapEff:") : NULL;
	uint64_t mask = 0;

	if (line)
		mask = strtoull(line + strlen("\nCapEff:"), NULL, 16);
	free(status);
	return mask;
}

static bool capable(const struct patient *p, unsigned int bit)
{
	return effective_capabilities(p) >> bit & 1;
}

/* The first user namespace maps all ids to themselves. */
static bool in_first_user_namespace(const struct patient *p)
{
	char *map = text_of(p, "/proc/self/uid_map");
	unsigned long inside, outside, length;
	bool first = !map || (sscanf(map, "%lu %lu %lu", &inside, &outside, &length) == 3 &&
			      !inside && !outside && length == UINT32_MAX);

	free(map);
	return first;
}

void check_capabilities(struct patient *p)
{
	bool may_ask = capable(p, CAP_BIT_PERFMON) || capable(p, CAP_SYS_ADMIN);

	if (!in_first_user_namespace(p))
		finding(FAIL, "permission", "exit   (and then, outside: sudo ringside)",
			"this is a user namespace: root is only root inside of it");
	else if (!may_ask)
		finding(FAIL, "permission", "sudo ringside",
			"neither CAP_PERFMON nor CAP_SYS_ADMIN: the module will refuse to answer");
	else if (!p->loaded && !capable(p, CAP_SYS_MODULE))
		finding(FAIL, "permission", "sudo insmod module/ringside.ko",
			"no CAP_SYS_MODULE: modules cannot be loaded or unloaded");
	else
		finding(OK, "permission", NULL, "may ask the module%s",
			capable(p, CAP_SYS_MODULE) ? ", load and unload it" : "");
}

void check_log(struct patient *p)
{
	bool may_read = capable(p, CAP_SYSLOG) || capable(p, CAP_SYS_ADMIN);

	if (says(p, "/proc/sys/kernel/dmesg_restrict", "1") && !may_read)
		finding(WARN, "kernel log", "sudo dmesg",
			"dmesg_restrict is 1: \"dmesg: read kernel buffer failed\"");
	else
		finding(OK, "kernel log", NULL, "can be read with dmesg");
}

/* true also when we cannot see the first process. */
static bool same_namespace(const struct patient *p, const char *kind)
{
	char *ours = text_format("/proc/self/ns/%s", kind);
	char *first = text_format("/proc/1/ns/%s", kind);
	char *our_link = link_of(p, ours), *first_link = link_of(p, first);
	bool same = !our_link || !first_link || !strcmp(our_link, first_link);

	free(ours);
	free(first);
	free(our_link);
	free(first_link);
	return same;
}

void check_namespaces(struct patient *p)
{
	if (!same_namespace(p, "net"))
		finding(FAIL, "network", "nsenter --net=/proc/1/ns/net ringside",
			"another network namespace than the first process's: the module is not heard here");
	else
		finding(OK, "network", NULL, "the network namespace of the first process");
}

static void judge_hooks(const struct status *status)
{
	for (size_t i = 0; i < status->n_hooks; i++) {
		const struct hook *hook = &status->hook[i];

		if (hook->attached == 1)
			continue;
		if (strstr(hook->reason, "follow=0"))
			finding(WARN, "hook", "rmmod ringside && insmod module/ringside.ko",
				"%s is not used: %s", hook->name, hook->reason);
		else
			finding(FAIL, "hook", "make shell", "%s is not available: %s", hook->name,
				*hook->reason ? hook->reason : "no reason was given");
	}
}

static void judge_counting(struct session *session, const struct status *before)
{
	struct status after;
	uint64_t entries = 0;

	if (ask_status(session, &after) != DONE)
		return;
	for (size_t i = 0; i < after.n_abis && i < before->n_abis; i++)
		entries += difference(after.abi[i].entries, before->abi[i].entries);
	if (entries || after.generation != before->generation)
		finding(OK, "counting", NULL, "our own syscalls are counted");
	else
		finding(FAIL, "counting", "rmmod ringside && insmod module/ringside.ko",
			"our own syscalls are not counted");
}

void check_family(struct patient *p)
{
	char generation[SHOWN_SIZE];
	struct session *session;
	struct status status;

	/* The kernel that would answer is not the one whose files we look at. */
	if (*p->root || !p->loaded)
		return;
	if (session_open(&session) == DONE && ask_status(session, &status) == DONE) {
		finding(OK, "netlink", NULL, "the module answers, generation %s",
			shown(status.generation, generation));
		judge_hooks(&status);
		judge_counting(session, &status);
	} else {
		finding(FAIL, "netlink", session_failure(session)->hint, "%s",
			session_failure(session)->message);
	}
	session_close(session);
}

static bool mounted_over(const struct patient *p)
{
	char *mounts = text_of(p, "/proc/self/mountinfo");
	bool over = mounts && strstr(mounts, " /proc/ringside");

	free(mounts);
	return over;
}

void check_proc(struct patient *p)
{
	if (!p->loaded)
		return;
	if (mounted_over(p))
		finding(FAIL, "/proc/ringside", "umount /proc/ringside",
			"something is mounted over it");
	else if (!has(p, "/proc/ringside/status"))
		finding(FAIL, "/proc/ringside", "mount -t proc none /proc",
			"missing, though the module is loaded: is /proc the real one?");
	else
		finding(OK, "/proc/ringside", NULL, "there");
}
