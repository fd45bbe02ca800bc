/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tracepoints of our own, of all tasks: what trace-cmd, perf, bpftrace and
 * KernelShark see of crossings. While none is enabled, they cost nothing: they are
 * reached by the way that stamps take.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM ringside

#if !defined(_RS_RINGSIDE_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _RS_RINGSIDE_TRACE_H

#include <linux/string.h>
#include <linux/tracepoint.h>

#include "counters.h"
#include "names.h"
#include "stamps.h"

#ifndef _RS_TRACE_NAME
#define _RS_TRACE_NAME	32

static inline s32 rs_trace_nr(u32 row)
{
	u32 nr;

	return rs_row_nr(row, &nr) ? (s32)nr : -1;
}

static inline void rs_trace_name(char *name, u32 row)
{
	/* To its end: a tool may compare the array, and the record is not empty before. */
	strscpy_pad(name, rs_syscall_name(row), _RS_TRACE_NAME);
}
#endif

TRACE_EVENT_FN(entry, TP_PROTO(u32 row),
	       TP_ARGS(row),
	       TP_STRUCT__entry(__field(u32, abi)
				__field(s32, nr)
				__array(char, name, _RS_TRACE_NAME)),
	       TP_fast_assign(__entry->abi = rs_row_abi(row);
			      __entry->nr = rs_trace_nr(row);
			      rs_trace_name(__entry->name, row);),
	       TP_printk("%s abi=%u nr=%d", __entry->name, __entry->abi, __entry->nr),
	       rs_tracing_begins, rs_tracing_ends);

TRACE_EVENT_FN(exit, TP_PROTO(u32 row, long ret, u64 ns),
	       TP_ARGS(row, ret, ns),
	       TP_STRUCT__entry(__field(u32, abi)
				__field(s32, nr)
				__array(char, name, _RS_TRACE_NAME)
				__field(long, ret)
				__field(u64, ns)),
	       TP_fast_assign(__entry->abi = rs_row_abi(row);
			      __entry->nr = rs_trace_nr(row);
			      rs_trace_name(__entry->name, row);
			      __entry->ret = ret;
			      __entry->ns = ns;),
	       TP_printk("%s abi=%u nr=%d ret=%ld ns=%llu", __entry->name,
			 __entry->abi, __entry->nr, __entry->ret, __entry->ns),
	       rs_tracing_begins, rs_tracing_ends);

TRACE_EVENT_FN(denied, TP_PROTO(u32 row, long ret),
	       TP_ARGS(row, ret),
	       TP_STRUCT__entry(__field(u32, abi)
				__field(s32, nr)
				__array(char, name, _RS_TRACE_NAME)
				__field(long, ret)),
	       TP_fast_assign(__entry->abi = rs_row_abi(row);
			      __entry->nr = rs_trace_nr(row);
			      rs_trace_name(__entry->name, row);
			      __entry->ret = ret;),
	       TP_printk("%s abi=%u nr=%d ret=%ld", __entry->name, __entry->abi,
			 __entry->nr, __entry->ret),
	       rs_tracing_begins, rs_tracing_ends);

TRACE_EVENT_FN(page_fault, TP_PROTO(unsigned long error_code),
	       TP_ARGS(error_code),
	       TP_STRUCT__entry(__field(unsigned long, error_code)),
	       TP_fast_assign(__entry->error_code = error_code;),
	       TP_printk("error_code=%#lx", __entry->error_code),
	       rs_tracing_begins, rs_tracing_ends);

TRACE_EVENT_FN(exception, TP_PROTO(u32 vector),
	       TP_ARGS(vector),
	       TP_STRUCT__entry(__field(u32, vector)),
	       TP_fast_assign(__entry->vector = vector;),
	       TP_printk("vector=%u", __entry->vector),
	       rs_tracing_begins, rs_tracing_ends);

TRACE_EVENT_FN(signal, TP_PROTO(int sig),
	       TP_ARGS(sig),
	       TP_STRUCT__entry(__field(int, sig)),
	       TP_fast_assign(__entry->sig = sig;),
	       TP_printk("sig=%d", __entry->sig),
	       rs_tracing_begins, rs_tracing_ends);

#endif /* _RS_RINGSIDE_TRACE_H */

/* Found through -I of the module's own directory. */
#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE ringside_trace
#include <trace/define_trace.h>
