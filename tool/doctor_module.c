// SPDX-License-Identifier: GPL-2.0
/* Checks of the module's file: can this kernel load it? */
#include "doctor.h"
#include "module_file.h"
#include "ringside.h"
#include "text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECURE_BOOT	"/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"

static bool require(const struct patient *p, const char *option)
{
	char *value = kernel_option(p, option);
	bool on = value && !strcmp(value, "y");

	free(value);
	return on;
}

void check_kernel_options(struct patient *p)
{
	static const struct {
		const char *option, *for_what;
	} needed[] = {
		{ "CONFIG_MODULES", "loading modules" },
		{ "CONFIG_TRACEPOINTS", "tracepoints" },
		{ "CONFIG_HAVE_SYSCALL_TRACEPOINTS", "tracepoints at syscalls" },
	};

	if (!has(p, "/proc/modules")) {
		finding(FAIL, "options", "make shell",
			"this kernel cannot load modules: there is no /proc/modules");
		return;
	}
	if (!kernel_config_known(p)) {
		finding(WARN, "options", "zcat /proc/config.gz | grep TRACEPOINTS",
			"cannot tell how this kernel was configured: no /boot/config-%s",
			p->release);
		return;
	}
	for (size_t i = 0; i < ARRAY_SIZE(needed); i++) {
		if (require(p, needed[i].option))
			continue;
		finding(FAIL, "options", "make shell", "this kernel is built without %s (%s)",
			needed[i].for_what, needed[i].option);
		return;
	}
	finding(OK, "options", NULL, "modules and tracepoints at syscalls");
}

static char *find_ko(const struct patient *p)
{
	return p->given_ko ? must(strdup(p->given_ko)) :
			     find_module_file(p->root, p->release, "ringside.ko");
}

/* The first word of a version magic is the kernel's release. */
static bool for_this_kernel(const struct patient *p)
{
	size_t length = strlen(p->release);

	return !strncmp(p->ko.vermagic, p->release, length) &&
	       (!p->ko.vermagic[length] || p->ko.vermagic[length] == ' ');
}

struct magic_word {
	const char *option, *word;
};

static const struct magic_word magic_words[] = {
	{ "CONFIG_SMP", "SMP" },
	{ "CONFIG_PREEMPT_RT", "preempt_rt" },
	{ "CONFIG_MODULE_UNLOAD", "mod_unload" },
	{ "CONFIG_MODVERSIONS", "modversions" },
};

static bool has_word(const char *text, const char *word)
{
	size_t length = strlen(word);

	for (; text; text = strchr(text, ' ')) {
		text += *text == ' ';
		if (!strncmp(text, word, length) && (!text[length] || text[length] == ' '))
			return true;
	}
	return false;
}

/* The word in which magic and kernel differ, or NULL. */
static const char *odd_word(const struct patient *p)
{
	for (size_t i = 0; i < ARRAY_SIZE(magic_words); i++)
		if (require(p, magic_words[i].option) !=
		    has_word(p->ko.vermagic, magic_words[i].word))
			return magic_words[i].word;
	return NULL;
}

static void judge_magic(const struct patient *p)
{
	const char *odd = kernel_config_known(p) ? odd_word(p) : NULL;

	if (!for_this_kernel(p))
		finding(FAIL, "version magic", "make clean && make",
			"%s was built for kernel %.*s, this is %s: \"Invalid module format\"",
			p->ko_path, (int)strcspn(p->ko.vermagic, " "), p->ko.vermagic, p->release);
	else if (odd)
		finding(FAIL, "version magic", "make clean && make",
			"%s was built for a kernel that differs in \"%s\": \"Invalid module format\"",
			p->ko_path, odd);
	else
		finding(OK, "version magic", NULL, "%s", p->ko.vermagic);
}

static void judge_ko(const struct patient *p)
{
	const struct ko *ko = &p->ko;

	if (ko->problem)
		finding(FAIL, "module file", "make clean && make", "%s: %s", p->ko_path,
			ko->problem);
	else if (!ko->name || strcmp(ko->name, "ringside"))
		finding(FAIL, "module file", "ringside doctor module/ringside.ko",
			"%s is the module %s, not ringside", p->ko_path,
			ko->name ? ko->name : "without a name");
	else if (!ko->vermagic)
		finding(FAIL, "module file", "make clean && make", "%s has no version magic",
			p->ko_path);
	else if (ko->version && strcmp(ko->version, RINGSIDE_VERSION))
		finding(WARN, "module file", "make clean && make",
			"%s is version %s, this program %s", p->ko_path, ko->version,
			RINGSIDE_VERSION);
	else
		finding(OK, "module file", NULL, "%s", p->ko_path);
}

void check_ko(struct patient *p)
{
	p->ko_path = find_ko(p);
	if (!p->ko_path) {
		finding(WARN, "module file", "make",
			"no ringside.ko was found: it is not built yet");
		return;
	}
	if (!ko_read(&p->ko, p->ko_path)) {
		finding(FAIL, "module file", "make", "cannot read %s: %s", p->ko_path,
			strerror(errno));
		ko_drop(&p->ko);
		return;
	}
	judge_ko(p);
	if (!p->ko.problem && p->ko.vermagic)
		judge_magic(p);
}

static bool secure_boot(const struct patient *p)
{
	char *path = text_format("%s" SECURE_BOOT, p->root);
	FILE *file = fopen(path, "re");
	unsigned char bytes[5] = { 0 };	/* four of attributes, then the value */
	bool on;

	free(path);
	if (!file)
		return false;
	on = fread(bytes, 1, sizeof(bytes), file) == sizeof(bytes) && bytes[4] == 1;
	fclose(file);
	return on;
}

static bool locked_down(const struct patient *p, const char *level)
{
	char *text = text_of(p, "/sys/kernel/security/lockdown");
	char *chosen = text_format("[%s]", level);
	bool is = text && strstr(text, chosen);

	free(text);
	free(chosen);
	return is;
}

/* Whether an unsigned module is refused, and by what. */
static const char *refuses_unsigned(const struct patient *p)
{
	if (says(p, "/sys/module/module/parameters/sig_enforce", "Y"))
		return "module.sig_enforce";
	if (locked_down(p, "integrity"))
		return "lockdown";
	return NULL;
}

static char *sign_command(const struct patient *p)
{
	static const char enroll[] = "(MOK.der enrolled with: mokutil --import MOK.der)";
	const char *path = p->ko_path ? p->ko_path : "module/ringside.ko";
	char *build = build_directory(p), *command;

	command = text_format("%s/scripts/sign-file sha256 MOK.priv MOK.der %s   %s", build, path,
			      enroll);
	free(build);
	return command;
}

void check_signature(struct patient *p)
{
	const char *guard = refuses_unsigned(p);
	char *sign = sign_command(p);

	if (locked_down(p, "confidentiality"))
		finding(FAIL, "signature", "make shell   (or boot with lockdown=integrity)",
			"lockdown is \"confidentiality\": the kernel lets nobody trace");
	else if (guard && !p->ko.is_signed)
		finding(FAIL, "signature", sign,
			"%s refuses unsigned modules%s: \"Key was rejected by service\"",
			guard,
			secure_boot(p) ? ", since Secure Boot is on" : "");
	else if (guard)
		finding(OK, "signature", NULL, "signed; loading works when the key is enrolled");
	else if (secure_boot(p) && !p->ko.is_signed)
		finding(WARN, "signature", sign, "Secure Boot is on and the module is not signed");
	else
		finding(OK, "signature", NULL, "none is needed");
	free(sign);
}

void check_loading(struct patient *p)
{
	if (says(p, "/proc/sys/kernel/modules_disabled", "1"))
		finding(FAIL, "loading", "reboot   (nothing else turns it off)",
			"kernel.modules_disabled is 1: no module can be loaded any more");
	else
		finding(OK, "loading", NULL, "modules can be loaded");
}
