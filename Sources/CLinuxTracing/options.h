#ifndef OPTIONS_H
#define OPTIONS_H

#include <sys/ptrace.h>

/// What every tracee reports, by PTRACE_O_*; its children inherit it.
static const long trace_options = PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK
    | PTRACE_O_TRACEVFORKDONE | PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT;

#endif
