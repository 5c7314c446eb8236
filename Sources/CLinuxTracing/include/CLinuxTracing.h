#ifndef C_LINUX_TRACING_H
#define C_LINUX_TRACING_H

#include <stddef.h>
#include <stdint.h>

/// The kernel's calls that tracing needs and Swift cannot see, as a narrow interface: every function returns >= 0, or -errno.

// MARK: ptrace(2)

int clt_seize_options(void);
int clt_seize(int tid, int options);
int clt_continue(int tid, int signal);
int clt_step(int tid, int signal);
int clt_listen(int tid);
int clt_interrupt(int tid);
int clt_detach(int tid, int signal);
int clt_event_message(int tid, uint64_t *message);
int clt_peek_debug(int tid, int number, uint64_t *value);
int clt_poke_debug(int tid, int number, uint64_t value);
int clt_program_counter(int tid, uint64_t *pc);
/// Writes RIP alone, so that every other register, and RF among the flags, stays.
int clt_set_program_counter(int tid, uint64_t pc);
/// The 27 registers of struct user_regs_struct, in its order.
int clt_registers(int tid, uint64_t values[27]);

struct clt_trap {
    /// si_code of the signal that a thread stopped with.
    int code;
    uint32_t status;
    uint64_t pc;
};

/// What a SIGTRAP stop is about: si_code, DR6 and RIP, in one call.
int clt_read_trap(int tid, struct clt_trap *trap);
/// Whether a SIGTRAP that a debug exception raised waits to be delivered to a thread (PTRACE_PEEKSIGINFO).
int clt_has_queued_trap(int tid);

// MARK: waiting

/// waitpid(-1, __WALL | __WNOTHREAD); `flags` adds WNOHANG. Returns the thread, 0 when nothing has happened, -EINTR when
/// `clt_wake` called, -ECHILD when nothing is left.
int clt_wait(int *status, int flags);
/// The same for one thread.
int clt_wait_for(int tid, int *status, int flags);
/// Makes this thread wakeable: SIGRTMIN+3 has a handler that does nothing and does not restart calls; every other signal is
/// blocked in it. Returns the thread's id.
int clt_prepare_tracer_thread(void);
/// Interrupts the wait of a thread of this process.
int clt_wake(int tid);

// MARK: processes

enum clt_terminal { CLT_INHERIT = 0, CLT_PATH = 1, CLT_FILES = 2 };

struct clt_launch {
    const char *path;
    char *const *argv;
    char *const *envp;
    const char *directory;
    int randomizes;
    int terminal;
    /// CLT_PATH: the terminal. CLT_FILES: input, output, error; NULL keeps ours.
    const char *files[3];
};

/// Forks, seizes the child and lets it execute the program. The child's first stop is PTRACE_EVENT_EXEC.
///
/// On failure `failed_step` names the step as a static string.
int clt_start(const struct clt_launch *launch, int options, const char **failed_step);
/// Whether two processes share their memory (kcmp(2), KCMP_VM); -errno when the kernel does not say.
int clt_shares_memory(int a, int b);
int clt_kill(int pid, int signal);
int clt_open_memory(int pid);
/// Gives up a controlling terminal so that nobody left alive gets its SIGHUP.
int clt_leave_terminal(void);

// MARK: pseudo-terminals

/// Opens a master and copies the slave's path to `path`. Returns the master, close-on-exec and non-blocking.
int clt_open_terminal(char *path, size_t size);
int clt_set_terminal_size(int master, int rows, int columns);

int clt_eventfd(void);

#endif
