# SPDX-License-Identifier: GPL-2.0
#
# "make help" lists the targets. Kbuild beside this file is for the kernel's
# own build system.

# The kernel of the VM: stock, rt, the release of an installed one, or the
# directory of an unpacked one.
KERNEL ?= stock
# The kernel that "make" and "make install" build for.
KDIR ?= /lib/modules/$(shell uname -r)/build
PREFIX ?= /usr/local
export PREFIX DESTDIR

VERSION := $(shell sed -n 's/^\#define RINGSIDE_VERSION "\(.*\)"/\1/p' module/version.h)

.PHONY: all module program demo check check-debug check-race check-fail coverage fuzz shell style bench bench-plot setup install uninstall clean help
.DEFAULT_GOAL := all

all: program module	## build the module for the running kernel, and the program

module:	## build module/ringside.ko (KDIR=... for another kernel than the running one)
ifneq ($(wildcard $(KDIR)/Makefile),)
	@tool/build-module "$(KDIR)"
else
	@echo "ringside: no headers in $(KDIR): run 'apt-get install linux-headers-$$(uname -r)'; 'make demo' works without them, in a VM" >&2
	@exit 1
endif

program:	## build tool/ringside
	@$(MAKE) --no-print-directory -C tool

demo:	## see it work in a VM
	@tool/setup build vm $(filter rt,$(KERNEL))
	@tool/in-vm $$(test ! -t 1 || echo --env RINGSIDE_DEMO_COLOR=1) "$(KERNEL)" tool/demo

check:	## run all tests, most of them in a VM
	@tool/setup build vm check $(filter rt,$(KERNEL))
	@tool/check "$(KERNEL)"

check-debug:	## all tests on a kernel that checks itself: KASAN, lockdep, kmemleak; built once (PART=)
	@tool/setup build vm check debug
	@kernel=$$(tool/debug-kernel/build kasan) && tool/check "$$kernel" $(PART)

check-race:	## all tests on a kernel that finds data races: KCSAN; built once (PART=)
	@tool/setup build vm check debug
	@kernel=$$(tool/debug-kernel/build kcsan) && tool/check "$$kernel" $(PART)

check-fail:	## break the kernel in every way that there is, each in a VM of its own
	@tool/setup build vm check $(filter rt,$(KERNEL))
	@tool/check-fail "$(KERNEL)"

coverage:	## which lines the tests reach, of the module and of the program, and why not the others
	@tool/setup build vm check debug
	@kernel=$$(tool/debug-kernel/build kasan) && tool/coverage/run "$$kernel"

# On the debug kernel, unless KERNEL says otherwise.
fuzz:	## a million random requests and answers on the debug kernel (SEED=, MESSAGES=)
	@tool/setup build vm check debug
	@kernel=$(if $(filter-out file,$(origin KERNEL)),"$(KERNEL)",$$(tool/debug-kernel/build kasan)) && \
		tool/fuzz "$$kernel" $(or $(SEED),"") $(MESSAGES)

shell:	## a shell in a VM with the module loaded and the program on PATH
	@tool/setup build vm $(filter rt,$(KERNEL))
	@tool/in-vm --interactive --allow-splat "$(KERNEL)" tool/shell

style:	## checkpatch, sparse, W=1, both compilers, shellcheck and more
	@tool/setup build style $(filter rt,$(KERNEL))
	@tool/style "$(KERNEL)"

bench:	## what a crossing costs, beside other tools and against budgets (some seven minutes)
	@tool/setup build vm bench
	@tool/bench/run "$(KERNEL)"

bench-plot:	## draw the result of the last "make bench" as Documentation/cost.svg
	@tool/bench/plot build/bench.json Documentation/cost.svg

setup:	## install every Debian package that the targets above need
	@tool/setup

# kbuild's modules_install would complain about a signing key and a System.map
# that no distribution ships with its headers.
# What the kernel calls itself; Debian's kernel.release says something else.
RELEASE = $(or $(shell sed -n 's/^\#define UTS_RELEASE "\(.*\)"/\1/p' \
	"$(KDIR)/include/generated/utsrelease.h"),$(error no kernel headers in $(KDIR): give KDIR=...))
INSTALLED = $(DESTDIR)/lib/modules/$(RELEASE)/updates/ringside.ko

install: all	## install module, program, manual page and completion (DESTDIR, PREFIX)
	@install -v -D -m 644 module/ringside.ko "$(INSTALLED)"
	@$(if $(DESTDIR),,depmod "$(RELEASE)")
	@$(MAKE) --no-print-directory -C tool install

uninstall:	## remove what install put there
	@rm -vf "$(INSTALLED)"
	@$(if $(DESTDIR),,depmod "$(RELEASE)")
	@$(MAKE) --no-print-directory -C tool uninstall

clean:	## remove everything that was built
	@rm -rf build
	@find . -name .git -prune -o \( -name '*.o' -o -name '*.ko' -o -name '*.mod' -o -name '*.mod.c' \
		-o -name '.*.cmd' -o -name 'modules.order' -o -name 'Module.symvers' \) -exec rm -f {} +
	@$(MAKE) --no-print-directory -C tool clean

help:	## list the targets
	@echo "ringside $(VERSION): make TARGET [KERNEL=stock|rt|RELEASE]"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-11s %s\n", $$1, $$2 }' Makefile
