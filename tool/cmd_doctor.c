// SPDX-License-Identifier: GPL-2.0
/* doctor: why it does not work here, and what to type. */
#include "doctor.h"
#include "output.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

static void (*const checks[])(struct patient *p) = {
	check_machine,
	check_kernel,
	check_headers,
	check_build_environment,
	check_tools,
	check_compiler,
	check_kernel_options,
	check_memory,
	check_ko,
	check_signature,
	check_loading,
	check_module_state,
	check_taint,
	check_capabilities,
	check_log,
	check_namespaces,
	check_family,
	check_proc,
	check_vm,
};

static const char *const verdict_words[] = { "ok", "warn", "fail" };
static unsigned int counts[3];

bool finding(enum verdict verdict, const char *subject, const char *command,
	     const char *format, ...)
{
	static const enum paint paints[] = { GREEN, YELLOW, RED };
	char *text, *safe;
	va_list args;

	va_start(args, format);
	text = text_vformat(format, args);
	va_end(args);
	safe = printable(text);
	counts[verdict]++;
	out_object(NULL);
	out_string("verdict", verdict_words[verdict]);
	out_string("subject", subject);
	out_string("finding", text);
	out_string("type", verdict == OK ? NULL : command);
	out_object_end();
	out_painted(paints[verdict], "%-4s", verdict_words[verdict]);
	out_text("  %s: %s\n", subject, safe);
	if (verdict != OK)
		out_text("      type: %s\n", command);
	free(text);
	free(safe);
	return verdict == OK;
}

static void put_summary(void)
{
	out_object("summary");
	for (enum verdict i = OK; i <= FAIL; i++)
		out_number(verdict_words[i], counts[i]);
	out_object_end();
	out_text("\n%u ok, %u warn, %u fail: ", counts[OK], counts[WARN], counts[FAIL]);
	if (counts[FAIL])
		out_text("begin with the first line that says fail\n");
	else
		out_text("ringside works here\n");
}

static char *running_release(const struct patient *p)
{
	char *release = text_of(p, "/proc/sys/kernel/osrelease");
	struct utsname name;

	if (release || *p->root || uname(&name))
		return release;
	return must(strdup(name.release));
}

int cmd_doctor(const struct context *ctx)
{
	struct patient patient = {
		.root = ctx->opt->root ? ctx->opt->root : "",
		.given_ko = ctx->opt->argc ? ctx->opt->argv[0] : NULL,
	};
	char *release = running_release(&patient);
	int code;

	if (!release)
		return out_error(USAGE, "ringside help doctor",
				 "there is no %s/proc/sys/kernel/osrelease", patient.root);
	patient.release = release;
	out_begin();
	out_string("release", release);
	out_list("checks");
	for (size_t i = 0; i < ARRAY_SIZE(checks); i++)
		checks[i](&patient);
	out_list_end();
	put_summary();
	ko_drop(&patient.ko);
	free(patient.ko_path);
	free(release);
	code = out_end();
	return code == DONE && counts[FAIL] ? ASSERTION : code;
}
