/* SPDX-License-Identifier: GPL-2.0 */
/* The one place that chooses an architecture. */
#ifndef _RS_ARCH_H
#define _RS_ARCH_H

#ifdef CONFIG_X86_64
#include "x86.h"
#else
#error "ringside knows x86_64 only so far: build it for an amd64 kernel"
#endif

#endif /* _RS_ARCH_H */
