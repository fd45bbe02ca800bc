// SPDX-License-Identifier: GPL-2.0
/* fail kernel: the crash module fails, after whoever asks has typed that they mean it. */
#include "card.h"
#include "clock.h"
#include "container.h"
#include "crash.h"
#include "fail.h"
#include "fail_init.h"
#include "output.h"
#include "text.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#define DEFAULT_SITE	"kthread"
/* For a failure to be over; a machine that dies of it needs none. */
#define DEADLINE	(30 * NS_PER_SECOND)
#define LOOK_AGAIN	(20 * NS_PER_MS)
#define LINE_BYTES	4096

/* Whether a file has @word in it, anywhere. */
static bool file_says(const char *path, const char *word)
{
	FILE *file = fopen(path, "re");
	char line[LINE_BYTES];
	bool says = false;

	while (file && !says && fgets(line, sizeof(line), file))
		says = strstr(line, word);
	if (file)
		fclose(file);
	return says;
}

static int check_machine(void)
{
	static const char in_vm[] = "tool/vm/ringside-vm --interactive";

	if (geteuid())
		return out_error(REFUSED, "sudo ringside fail kernel",
				 "only root may break the kernel");
	if (!file_says("/proc/cpuinfo", " hypervisor"))
		return out_error(REFUSED, in_vm,
				 "this is no virtual machine, and its kernel is not to be broken");
	if (file_says("/sys/kernel/security/lockdown", "none") &&
	    !file_says("/sys/kernel/security/lockdown", "[none]"))
		return out_error(REFUSED, in_vm, "kernel lockdown is on, which forbids this");
	if (!crash_is_loaded() && crash_is_known())
		return out_error(REFUSED, "reboot",
				 "the crash module failed before it was loaded, and stays like that");
	if (!crash_is_loaded())
		return out_error(NOT_LOADED, "insmod " CRASH_FILE " i_know=1",
				 "the crash module is not loaded; in a VM that may be lost, load it");
	if (!crash_is_ours())
		return out_error(REFUSED, CRASH_RELOAD, CRASH_IS_OTHER, RINGSIDE_VERSION);
	return DONE;
}

static int find_kind(const char *name, struct crash_kind *found)
{
	struct crash_kind *kinds;
	int n = crash_kinds(&kinds);
	struct nearest nearest = { .text = name };
	char *hint;

	if (n < 0)
		return out_error(REFUSED, "sudo ringside fail, outside of any container",
				 "the crash module does not say what can fail: %s",
				 strerror(errno));
	for (int i = 0; i < n; i++) {
		nearest_offer(&nearest, kinds[i].name);
		if (!strcmp(kinds[i].name, name)) {
			*found = kinds[i];
			free(kinds);
			return DONE;
		}
	}
	hint = text_format("ringside fail%s%s", nearest.best ? " kernel " : "",
			   nearest.best ? nearest.best : "");
	out_error(USAGE, hint, "there is no kind '%s' in ring 0", name);
	free(hint);
	free(kinds);
	return USAGE;
}

static int find_site(const char *name, struct crash_site *found)
{
	struct crash_site *sites;
	int n = crash_sites(&sites);

	for (int i = 0; i < n; i++) {
		if (!strcmp(sites[i].name, name)) {
			*found = sites[i];
			free(sites);
			return DONE;
		}
	}
	free(sites);
	return out_error(USAGE, "ringside fail", "there is no site '%s'", name);
}

static bool is_loading(const struct crash_site *site)
{
	return !strcmp(site->is, "loading");
}

static bool changes_data(const struct crash_kind *kind)
{
	return !strcmp(kind->victim, "yes");
}

/* Who is expected to be lost there. */
static int check_pair(const struct crash_kind *kind, const struct crash_site *site,
		      enum loss *expected)
{
	const char *loss = !strcmp(site->is, "elsewhere") ? kind->elsewhere :
			   !strcmp(site->is, "in_worker") ? kind->in_worker : kind->in_task;

	if (is_loading(site) && changes_data(kind))
		return out_error(USAGE, "ringside fail",
				 "%s needs a victim, and nobody can be named while a module is loaded",
				 kind->name);
	if (parse_loss(loss, expected))
		return DONE;
	return out_error(USAGE, "ringside fail", "%s sleeps, which nobody can at the site %s",
			 kind->name, site->name);
}

/* The name of the machine, so that nobody breaks another one than they think. */
static int confirm(const struct crash_kind *kind, const struct crash_site *site,
		   enum loss expected)
{
	char line[LINE_BYTES];
	struct utsname name;

	uname(&name);
	fprintf(stderr, "%s at the site %s: %s.\n"
		"It happens in the kernel of this machine. Expected to be lost: %s.\n"
		"If nothing more is said afterwards, the machine is.\n"
		"Type its name, %s, to go on: ",
		kind->name, site->name, kind->shows, loss_word(expected), name.nodename);
	fflush(stderr);
	if (fgets(line, sizeof(line), stdin)) {
		if (!isatty(STDIN_FILENO))
			fputc('\n', stderr);
		line[strcspn(line, "\n")] = '\0';
		if (!strcmp(line, name.nodename))
			return DONE;
	}
	return out_error(REFUSED, "uname -n",
			 "that is not the name of this machine; nothing was done");
}

/* By a child: at the site proc who asks for it is who fails. */
static pid_t trigger(const struct crash_kind *kind, const struct crash_site *site,
		     const struct card *card)
{
	const struct process *bystander = &card->by.process;
	pid_t pid, victim;

	fflush(NULL);
	pid = card->contained ? container_fork(-1) : fork();
	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	victim = changes_data(kind) ? bystander->pid : 0;
	_exit(crash_trigger(kind->name, site->name, victim, bystander->data) ? 0 : errno);
}

/* 0, or the errno with which the module refused. */
static int refusal(pid_t pid, bool *ended)
{
	int status;

	if (*ended)
		return 0;
	*ended = waitpid(pid, &status, WNOHANG) == pid;
	return *ended && WIFEXITED(status) ? WEXITSTATUS(status) : 0;
}

/* What is last may still be an earlier one, or may not be told any more. */
static bool has_begun(const struct crash_last *earlier, const struct crash_last *last)
{
	return *last->state && last->number != earlier->number && strcmp(last->state, "starts");
}

static bool is_over(const struct crash_kind *kind, const struct crash_last *earlier,
		    const struct crash_last *last)
{
	if (!has_begun(earlier, last))
		return false;
	return !strcmp(last->state, "came_back") || !strcmp(last->state, "died") ||
	       (!strcmp(last->state, "inside") && !strcmp(kind->stays, "yes"));
}

/* Until it is over, or nothing more comes of it. */
static int wait_for(const struct crash_kind *kind, pid_t pid, const struct crash_last *earlier,
		    struct crash_last *last)
{
	uint64_t begin = now();
	bool ended = false;

	do {
		int error = refusal(pid, &ended);

		if (error)
			return out_error(REFUSED, "dmesg | tail", "the crash module refused: %s",
					 strerror(error));
		sleep_until(now() + LOOK_AGAIN);
		if (!crash_last(last))
			break;
	} while (!is_over(kind, earlier, last) && now() - begin < DEADLINE);
	refusal(pid, &ended);
	if (has_begun(earlier, last))
		return DONE;
	return out_error(REFUSED, "another --site, or reboot",
			 "nobody at the site has come to it yet: an earlier failure may have taken them");
}

static int happen(const struct crash_kind *kind, const struct crash_site *site,
		  struct card *card)
{
	struct culprit *culprit = &card->culprit;
	struct crash_last earlier, last;
	uint64_t begin = now();
	pid_t pid;
	int code;

	crash_last(&earlier);
	pid = trigger(kind, site, card);
	if (pid < 0)
		return out_error(REFUSED, "ulimit -u", "no process can be started: %s",
				 strerror(errno));
	code = wait_for(kind, pid, &earlier, &last);
	if (code != DONE)
		return code;
	culprit->pid = last.task;
	culprit->lost = strcmp(last.state, "came_back");
	culprit->outcome = !culprit->lost ? "came back" :
			   strcmp(last.state, "died") ? "stuck" : "died";
	culprit->reached = ABSENT;
	culprit->ns = now() - begin;
	return DONE;
}

static int run(const struct options *opt, const struct crash_kind *kind,
	       const struct crash_site *site, enum loss expected)
{
	struct card card = {
		.ring = "kernel", .kind = kind->name, .shows = kind->shows, .site = site->name,
		.expected = expected, .predicted = opt->predict,
		.contained = opt->given & OPT_FROM_CONTAINER,
	};
	int code;

	if (!card_begin(&card))
		return out_error(USAGE, "ulimit -a, and ip link set lo up",
				 "no bystanders could be started");
	code = is_loading(site) ? fail_at_init(kind, &card) : happen(kind, site, &card);
	if (code != DONE) {
		stop_bystanders(&card.by);
		return code;
	}
	card_end(&card);
	return card_put(&card);
}

int fail_kernel(const struct options *opt, const char *name)
{
	const char *where = opt->site ? opt->site : DEFAULT_SITE;
	struct crash_kind kind;
	struct crash_site site;
	enum loss expected;
	int code = check_machine();

	if (code == DONE)
		code = find_kind(name, &kind);
	if (code == DONE)
		code = find_site(where, &site);
	if (code == DONE)
		code = check_pair(&kind, &site, &expected);
	if (code == DONE)
		code = confirm(&kind, &site, expected);
	return code == DONE ? run(opt, &kind, &site, expected) : code;
}
