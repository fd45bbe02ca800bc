/* SPDX-License-Identifier: GPL-2.0 */
/* Those subjects that need more than a call: see struct subject. */
#ifndef SUBJECTS_KERNEL_H
#define SUBJECTS_KERNEL_H

#include <stddef.h>

int open_file(const char *path);

const char *try_int80(size_t repetitions);
void call_int80(size_t i);

const char *map_pages(size_t repetitions);
void touch_page(size_t i);
void unmap_pages(void);

const char *handle_invalid(size_t repetitions);
void invalid_instruction(size_t i);
void unhandle_invalid(void);

const char *handle_signal(size_t repetitions);
void send_signal(size_t i);
void unhandle_signal(void);

const char *start_partner(size_t repetitions);
void ask_partner(size_t i);
void end_partner(void);

#endif
