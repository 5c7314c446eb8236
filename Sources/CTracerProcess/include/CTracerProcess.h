#ifndef C_TRACER_PROCESS_H
#define C_TRACER_PROCESS_H

#include <signal.h>
#include <stddef.h>

/// What Swift's view of the C library lacks. Every function returns >= 0, or -errno.

/// An anonymous file of `size` bytes, close-on-exec, for memory that two processes map (memfd_create(2)).
int ctp_shared_memory(size_t size);

/// Makes the calling process a good tracer's home: its own name, the terminal's and the session's signals ignored, so
/// that only the end of its socket ends it (prctl(2), signal(7)).
int ctp_become_tracer(const char *name);

/// Starts `executable` in a session of its own with `count` descriptors: `sources[i]` becomes descriptor i, -1 leaves it
/// closed, and nothing else stays open. Returns the process id. The caller learns of a failed exec by the exit status
/// 127 and by the end of whatever socket it handed over.
int ctp_spawn(const char *executable, char *const argv[], const int *sources, int count);

/// Makes `fd` close-on-exec or inheritable.
int ctp_set_close_on_exec(int fd, int close_on_exec);

/// A non-blocking descriptor that is readable when one of the (blocked) signals is pending (signalfd(2)).
int ctp_signal_descriptor(const sigset_t *set);

/// The number of a pending signal, taken off that descriptor; 0 when there is none.
int ctp_take_signal(int fd);

#endif
