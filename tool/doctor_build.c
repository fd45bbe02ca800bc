// SPDX-License-Identifier: GPL-2.0
/* Checks of what it takes to build the module here. */
#include "doctor.h"
#include "ringside.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

/* Building needs about this much; loading needs far less. */
#define ENOUGH_MEMORY_KB	(64 * 1024)

/* A constant of the kernel: PROC_PID_INIT_INO. */
#define INITIAL_PID_NAMESPACE	"pid:[4026531836]"

static char *arch_of(const struct patient *p)
{
	char *arch = text_of(p, "/proc/sys/kernel/arch");
	struct utsname name;

	if (arch || uname(&name))
		return arch;
	return must(strdup(name.machine));
}

void check_machine(struct patient *p)
{
	char *arch = arch_of(p);

	if (arch && !strcmp(arch, "x86_64"))
		finding(OK, "machine", NULL, "x86_64");
	else
		finding(FAIL, "machine", "uname -m; find a PC with a 64-bit x86 processor",
			"ringside counts on x86_64 only, this is %s", arch ? arch : "unknown");
	free(arch);
}

/* The marks can also come with a file system that a VM got from a container. */
static bool in_container(const struct patient *p)
{
	char *namespace = link_of(p, "/proc/self/ns/pid");
	bool initial = namespace && !strcmp(namespace, INITIAL_PID_NAMESPACE);

	free(namespace);
	if (initial)
		return false;
	return has(p, "/.dockerenv") || has(p, "/run/.containerenv") ||
	       has(p, "/run/systemd/container");
}

void check_kernel(struct patient *p)
{
	bool wsl1 = strstr(p->release, "-Microsoft");

	p->wsl = wsl1 || strstr(p->release, "microsoft");
	p->container = in_container(p);
	if (wsl1)
		finding(FAIL, "kernel",
			"wsl --set-version <distribution> 2   (in Windows), then: make shell",
			"WSL 1 has no Linux kernel: insmod says \"Function not implemented\"");
	else if (p->wsl)
		finding(WARN, "kernel", "make shell",
			"%s is WSL 2's own kernel: no headers are packaged for it; a VM has a stock kernel",
			p->release);
	else if (p->container)
		finding(WARN, "kernel", "make shell   (or go to the machine outside)",
			"%s is not this container's own: all containers share the machine's kernel, and modules are loaded outside",
			p->release);
	else
		finding(OK, "kernel", NULL, "%s", p->release);
}

char *install_command(const struct patient *p, enum package package)
{
	static const struct {
		const char *manager, *install;
		const char *names[4];	/* by enum package; %s is the kernel's release */
	} systems[] = {
		{ "/usr/bin/apt-get", "apt-get install",
		  { "linux-headers-%s", "make", "gcc", "qemu-system-x86" } },
		{ "/usr/bin/dnf", "dnf install",
		  { "kernel-devel-%s", "make", "gcc", "qemu-system-x86" } },
		{ "/usr/bin/zypper", "zypper install",
		  { "kernel-default-devel", "make", "gcc", "qemu-x86" } },
		{ "/usr/bin/pacman", "pacman -S",
		  { "linux-headers", "make", "gcc", "qemu-system-x86" } },
	};

	for (size_t i = 0; i < ARRAY_SIZE(systems); i++) {
		const char *name = systems[i].names[package];
		int head = (int)strcspn(name, "%");

		if (has(p, "%s", systems[i].manager))
			return text_format("%s %.*s%s", systems[i].install, head, name,
					   name[head] ? p->release : "");
	}
	return must(strdup("install it with your system's package manager"));
}

static bool is_other_kernel(const char *name, const void *patient)
{
	const struct patient *p = patient;

	return strcmp(name, p->release) && has(p, "/lib/modules/%s/build", name);
}

static void no_headers(const struct patient *p)
{
	char *install = install_command(p, PACKAGE_HEADERS);

	if (p->wsl || p->container)
		finding(WARN, "headers", "make shell",
			"there are none for %s here: build and load it in a VM", p->release);
	else if (!has(p, "/lib/modules/%s", p->release) &&
		 any_name(p, "/lib/modules", is_other_kernel, p))
		finding(FAIL, "headers", "reboot",
			"there are none for the running kernel %s, but for another: it was upgraded and not rebooted since",
			p->release);
	else
		finding(FAIL, "headers", install,
			"there are none for the running kernel: /lib/modules/%s/build: No such file or directory",
			p->release);
	free(install);
}

/* What is missing, and what a build would say; false: nothing. */
static bool half_installed(const struct patient *p, const char *build)
{
	static const struct {
		const char *file, *says;
	} needed[] = {
		{ "Makefile", "No rule to make target 'modules'" },
		{ "include/generated/autoconf.h", "Kernel configuration is invalid" },
		{ "include/config/auto.conf", "Kernel configuration is invalid" },
		{ "Module.symvers", "undefined symbols" },
	};
	char *again;

	for (size_t i = 0; i < ARRAY_SIZE(needed); i++) {
		if (has(p, "%s/%s", build, needed[i].file))
			continue;
		again = install_command(p, PACKAGE_HEADERS);
		finding(FAIL, "headers", again,
			"half installed, %s is missing: a build says \"%s\"; install them again",
			needed[i].file, needed[i].says);
		free(again);
		return true;
	}
	return false;
}

void check_headers(struct patient *p)
{
	char *build = build_directory(p);

	if (!has(p, "%s/.", build))
		no_headers(p);
	else if (!half_installed(p, build))
		finding(OK, "headers", NULL, "%s", build);
	free(build);
}

/* Makefiles of older books set these; kbuild takes them from the environment. */
void check_build_environment(struct patient *p)
{
	const char *kdir = getenv("KDIR"), *subdirs = getenv("SUBDIRS");

	if (subdirs)
		finding(WARN, "environment", "unset SUBDIRS",
			"SUBDIRS=%s is set: kernels since 5.3 only know M=", subdirs);
	if (!kdir)
		return;
	if (has(p, "%s/Makefile", kdir) && has(p, "%s/include/config/auto.conf", kdir))
		finding(OK, "environment", NULL, "KDIR=%s", kdir);
	else
		finding(FAIL, "environment", "unset KDIR",
			"KDIR=%s is no kernel that modules can be built for: \"No rule to make target 'modules'\"",
			kdir);
}

static bool is_installed(const struct patient *p, const char *program)
{
	return has(p, "/usr/bin/%s", program) || has(p, "/bin/%s", program) ||
	       has(p, "/usr/local/bin/%s", program);
}

static void check_tool(const struct patient *p, const char *program, enum package package)
{
	char *install = install_command(p, package);

	if (is_installed(p, program))
		finding(OK, program, NULL, "installed");
	else
		finding(FAIL, program, install, "not installed: nothing can be built");
	free(install);
}

void check_tools(struct patient *p)
{
	check_tool(p, "make", PACKAGE_MAKE);
	check_tool(p, "gcc", PACKAGE_GCC);
}

struct gcc_version {
	const struct patient *p;
	const char *major;
};

static bool starts_as(const char *name, const void *arg)
{
	const struct gcc_version *wanted = arg;
	size_t length = strlen(wanted->major);

	return !strncmp(name, wanted->major, length) && (!name[length] || name[length] == '.');
}

static bool has_version(const char *triplet, const void *arg)
{
	const struct gcc_version *wanted = arg;
	char *path = text_format("/usr/lib/gcc/%s", triplet);
	bool found = any_name(wanted->p, path, starts_as, wanted);

	free(path);
	return found;
}

/* "gcc-12 (Debian 12.2.0-14) 12.2.0" ends in the version. */
static char *major_version(const char *compiler)
{
	const char *version = strrchr(compiler, ' ');

	version = version ? version + 1 : compiler;
	return must(strndup(version, strspn(version, "0123456789")));
}

static void compare_compiler(const struct patient *p, const char *compiler)
{
	char *major = major_version(compiler);
	const struct gcc_version wanted = { p, major };
	char *install = install_command(p, PACKAGE_GCC);
	char *command = text_format("%s-%s", install, major);

	if (strstr(compiler, "clang"))
		finding(WARN, "compiler", "make LLVM=1",
			"this kernel was built with %s, not with gcc", compiler);
	else if (!*major)
		finding(WARN, "compiler", "gcc --version",
			"cannot tell which gcc built this kernel: %s", compiler);
	else if (any_name(p, "/usr/lib/gcc", has_version, &wanted))
		finding(OK, "compiler", NULL, "gcc %s, as for this kernel", major);
	else
		finding(WARN, "compiler", command,
			"this kernel was built with gcc %s, which is not installed: another may not know its options",
			major);
	free(install);
	free(command);
	free(major);
}

void check_compiler(struct patient *p)
{
	char *compiler = kernel_option(p, "CONFIG_CC_VERSION_TEXT");

	if (!compiler) {
		finding(WARN, "compiler", "cat /proc/version; gcc --version",
			"cannot tell which one built this kernel");
		return;
	}
	if (*compiler == '"') {
		memmove(compiler, compiler + 1, strlen(compiler));
		compiler[strcspn(compiler, "\"")] = '\0';
	}
	compare_compiler(p, compiler);
	free(compiler);
}

void check_memory(struct patient *p)
{
	char *text = text_of(p, "/proc/meminfo");
	char *line = text ? strstr(text, "MemAvailable:") : NULL;
	unsigned long kb;

	if (!line || sscanf(line, "MemAvailable: %lu", &kb) != 1)
		finding(WARN, "memory", "free -m", "cannot tell how much is available");
	else if (kb < ENOUGH_MEMORY_KB)
		finding(WARN, "memory", "ps aux --sort -rss | head",
			"only %lu MB are available: builds may be killed", kb / 1024);
	else
		finding(OK, "memory", NULL, "%lu MB available", kb / 1024);
	free(text);
}

void check_vm(struct patient *p)
{
	char *install = install_command(p, PACKAGE_QEMU);

	if (!is_installed(p, "qemu-system-x86_64"))
		finding(WARN, "vm", install,
			"QEMU is not installed: make demo, check and shell need it");
	else if (!has(p, "/dev/kvm"))
		finding(OK, "vm", NULL, "QEMU without KVM: works, but slowly");
	else
		finding(OK, "vm", NULL, "QEMU, and /dev/kvm is there");
	free(install);
}
