/// The Linux that Swift cannot spell: ptrace, the wait macros, fork with what must happen between it and exec, and the
/// few system calls without a wrapper.
///
/// Every function returns a value >= 0 or -errno, unless it says otherwise, and leaves no state behind but the handler of
/// `bt_wake`. Functions that take a `tid` are ptrace requests: only the thread that seized that tid may call them, and
/// only while the tid is in a ptrace stop (else -ESRCH), unless they say otherwise.

#ifndef C_LINUX_TRACING_H
#define C_LINUX_TRACING_H

#include <stddef.h>
#include <stdint.h>

#include "CLinuxPerf.h"

// MARK: Waiting

/// Waits for any tracee or child of the calling thread (__WALL | __WNOTHREAD: two tracers in one process must not steal
/// each other's events).
///
/// First `spins` times without blocking, giving the CPU away in between: a thread on the same CPU then hits without a
/// sleep and a wake-up. `bt_wake` ends that, too, so that a command need not wait for the last look. After that it blocks,
/// unless `blocks` is 0.
/// Returns the tid and stores its wait status; 0 when nothing is there and it may not block; -EINTR after `bt_wake`;
/// -ECHILD when there is nobody to wait for.
int32_t bt_wait(int32_t *status, int32_t spins, int32_t blocks);
/// Waits for one tid, through interruptions. Returns it or -errno.
int32_t bt_wait_for(int32_t tid, int32_t *status);
/// What one tid has to say already. Returns it, 0 when it has nothing, or -errno.
int32_t bt_look_at(int32_t tid, int32_t *status);

// MARK: Requests

int32_t bt_continue(int32_t tid, int32_t signal);
int32_t bt_single_step(int32_t tid, int32_t signal);
/// Continues to the next entry into or exit from a system call.
int32_t bt_continue_to_syscall(int32_t tid, int32_t signal);
/// Leaves a thread in its group stop and yet waits for what comes.
int32_t bt_listen(int32_t tid);
/// Needs no stop: asks a running thread for one.
int32_t bt_interrupt(int32_t tid);
int32_t bt_detach(int32_t tid, int32_t signal);
int32_t bt_event_message(int32_t tid, uint64_t *message);

/// DRn by number, 0...7 without 4 and 5.
int32_t bt_read_debug_register(int32_t tid, int32_t number, uint64_t *value);
int32_t bt_write_debug_register(int32_t tid, int32_t number, uint64_t value);

int32_t bt_read_pc(int32_t tid, uint64_t *pc);
int32_t bt_write_pc(int32_t tid, uint64_t pc);
int32_t bt_read_stack_pointer(int32_t tid, uint64_t *pointer);
int32_t bt_read_flags(int32_t tid, uint64_t *flags);
int32_t bt_write_flags(int32_t tid, uint64_t flags);
/// The 27 words of struct user_regs_struct, in its order.
int32_t bt_read_registers(int32_t tid, uint64_t *values);
/// One of them, by its place in that order.
int32_t bt_write_register(int32_t tid, int32_t index, uint64_t value);

/// What a SIGTRAP stop says.
struct bt_trap {
    /// RIP at the debug exception, for codes that one raises (si_addr).
    uint64_t address;
    /// si_code.
    int32_t code;
    /// DR6 as it was before it was cleared.
    uint32_t status;
};
/// Reads a SIGTRAP stop's siginfo and DR6, and leaves DR6 clean (0xffff0ff0), so that a bit seen in it later is news.
int32_t bt_take_trap(int32_t tid, struct bt_trap *trap);
/// Reads DR6 and leaves it clean, at any stop.
int32_t bt_take_status(int32_t tid, uint32_t *status);

/// The SIGTRAPs in the thread's own queue, as a set of the values below.
int32_t bt_queued_traps(int32_t tid);
enum {
    /// Raised by a debug exception: a watch, a single step, an int1 or what the kernel takes for one.
    bt_queued_debug = 1,
    /// Raised by an int3.
    bt_queued_int3 = 2,
    bt_queued_other = 4,
};

// MARK: Processes and threads

/// What to start; strings are NUL-terminated, lists NULL-terminated.
struct bt_launch {
    const char *path;
    char *const *arguments;
    char *const *environment;
    /// NULL keeps the directory.
    const char *directory;
    /// Files for the three streams; NULL keeps them. Names like /dev/stderr and /dev/fd/3 mean the caller's descriptor.
    const char *input;
    const char *output;
    const char *error;
    /// A terminal for the streams that have no file; NULL has none.
    const char *terminal;
    /// The caller's session has that terminal as its controlling one: the child becomes its foreground process group.
    int32_t is_controlling;
    /// 0 switches address randomisation off.
    int32_t randomizes;
};
/// Where a launch failed.
enum bt_launch_stage {
    bt_stage_fork, bt_stage_seize, bt_stage_terminal, bt_stage_directory, bt_stage_execute,
    bt_stage_input, bt_stage_output, bt_stage_error,
};
/// Forks, seizes the child and runs it into its exec. Returns its pid, stopped at PTRACE_EVENT_EXEC, or -errno with the
/// stage; then nothing is left. The child dies with its tracer (PTRACE_O_EXITKILL) until it is detached.
int32_t bt_launch(const struct bt_launch *launch, int32_t *stage);

/// 1 when two processes or threads have one address space, 0 when not. `child` is stopped at its first stop.
int32_t bt_shares_memory(int32_t tid, int32_t child);
/// 1 when `tid` is a thread of process `pid`.
int32_t bt_is_thread_of(int32_t pid, int32_t tid);
/// The process (Tgid) or the parent process (PPid) of a thread, from /proc.
int32_t bt_process_of(int32_t tid);
int32_t bt_parent_of(int32_t tid);
int32_t bt_kill(int32_t pid, int32_t signal);
/// The file that a process executes, NUL-terminated. Returns its length.
int32_t bt_executable(int32_t pid, char *path, size_t size);

/// A range of /proc/PID/maps.
struct bt_mapping {
    uint64_t start, end;
    int32_t is_executable;
};
/// The mapping that an address lies in; -ENOENT when there is none.
int32_t bt_find_mapping(int32_t pid, uint64_t address, struct bt_mapping *mapping);

/// /proc/PID/mem for reading and writing. The descriptor stays with the address space that the process has now.
int32_t bt_open_memory(int32_t pid);
/// Returns the number of bytes.
int64_t bt_read_memory(int32_t memory, uint64_t address, void *bytes, size_t count);
int64_t bt_write_memory(int32_t memory, uint64_t address, const void *bytes, size_t count);

// MARK: Attaching

/// Takes a running thread in, without a stop, and with it what it makes from now on. It does not die with its tracer.
/// -ESRCH when it is gone; -EPERM when it may not be traced, is traced already (by the caller, for one), or has ended.
int32_t bt_seize(int32_t tid);
/// The entries of a directory that are numbers over 0: the processes in /proc, the threads in /proc/PID/task. Returns how
/// many there are; stores as many as fit.
int32_t bt_list_directory(const char *path, int32_t *numbers, int32_t capacity);
/// Reads a file's first `size` bytes. Returns their number.
int64_t bt_read_file(const char *path, void *bytes, size_t size);
/// What a symbolic link says, cut to `size` with its terminating 0. Returns its length.
int32_t bt_read_link(const char *path, char *text, size_t size);
int32_t bt_effective_user(void);
/// The blocked signals of a stopped thread: signal n is bit n - 1.
int32_t bt_signal_mask(int32_t tid, uint64_t *mask);
int32_t bt_set_signal_mask(int32_t tid, uint64_t mask);
/// Asks the kernel to end others first when memory runs out; only root is listened to.
void bt_avoid_oom_killer(void);

// MARK: System calls

/// Makes the stops of a stopped thread's system calls, and those of the threads and children that it makes from now on,
/// known by the signal SIGTRAP | 0x80 (PTRACE_O_TRACESYSGOOD).
int32_t bt_mark_calls(int32_t tid, int32_t dies_with_tracer);
/// Which end of a call a thread stands at, as a set of the values below; 0 for neither.
int32_t bt_call_stop(int32_t tid);
enum {
    bt_call_entry = 1,
    bt_call_exit = 2,
    /// The call's number and arguments are not those of x86-64.
    bt_call_foreign = 4,
};
/// The letter of a thread's state (proc_pid_stat(5)): R, S, D, t, Z, …; needs no stop.
int32_t bt_thread_state(int32_t tid);

// MARK: The tracer's thread

/// Starts a thread with every signal blocked but SIGCHLD and what a fault of its own raises.
int32_t bt_thread_start(void *(*body)(void *), void *context, uint64_t *thread);
int32_t bt_thread_join(uint64_t thread);
int32_t bt_current_thread(void);
/// Installs the handler of the wake-up signal, without SA_RESTART, and lets the calling thread receive it.
int32_t bt_accept_wake(void);
/// Asks the scheduler for short slices for the calling thread, which it then runs soon after a wake-up even when the
/// target keeps every processor busy (Linux 6.12; older ones ignore it). Children start without it.
int32_t bt_prefer_latency(void);
/// Interrupts a system call that a thread of this process is blocked in; does nothing when it is in none, so a caller
/// repeats it until it sees an effect.
int32_t bt_wake(int32_t thread);
void bt_yield(int32_t microseconds);

/// CLOCK_MONOTONIC in nanoseconds.
uint64_t bt_now(void);

// MARK: Descriptors

/// An eventfd, nonblocking and close-on-exec.
int32_t bt_event_open(void);
int32_t bt_event_set(int32_t descriptor);
int32_t bt_event_clear(int32_t descriptor);
/// Waits until a descriptor is readable; -EINTR when interrupted. A negative timeout waits for ever.
int32_t bt_wait_readable(int32_t descriptor, int32_t milliseconds);
int32_t bt_close(int32_t descriptor);

// MARK: Processors

/// A set of processors is this many words: processor n is bit n % 64 of word n / 64. The kernel knows no more.
enum { bt_processor_words = 128 };

/// Those of the processors at work that a thread may run on; 0 is the calling thread. Needs no stop.
int32_t bt_processors(int32_t tid, uint64_t *words);
int32_t bt_set_processors(int32_t tid, const uint64_t *words);
/// All that it may run on, those switched off included, from /proc.
int32_t bt_allowed_processors(int32_t tid, uint64_t *words);
/// The one that it ran on last, from /proc.
int32_t bt_last_processor(int32_t tid);

/// The signal of `bt_wake`.
int32_t bt_wake_signal(void);
/// Sends the wake-up signal to the calling thread again and again, so that a wait that blocks returns -EINTR.
int32_t bt_tick_start(int32_t milliseconds, int64_t *ticker);
void bt_tick_stop(int64_t ticker);

// MARK: Terminals

/// A pty master, nonblocking and close-on-exec; stores the slave's path.
int32_t bt_pty_open(char *path, size_t size);
int32_t bt_terminal_resize(int32_t descriptor, int32_t columns, int32_t rows);
/// Returns the bytes read; 0 at the end (no slave is open any more); -EAGAIN when there is nothing.
int64_t bt_read(int32_t descriptor, void *bytes, size_t count);
int64_t bt_write(int32_t descriptor, const void *bytes, size_t count);
/// Makes a terminal the calling session's controlling one. Returns a descriptor of it; -EPERM when the caller is no
/// session leader or has one already.
int32_t bt_terminal_take(const char *path);
/// Puts the caller's process group in the foreground and gives the terminal up, so that nobody else gets a SIGHUP when
/// the session leader ends.
int32_t bt_terminal_release(int32_t descriptor);

// MARK: Survival

/// Makes the kernel's out-of-memory killer take others before this process: oom_score_adj -500, which needs
/// CAP_SYS_RESOURCE. -EACCES without.
int32_t bt_lower_oom_score(void);
/// In a child: what it had before `bt_lower_oom_score`. Async-signal-safe.
void bt_restore_oom_score(void);

#endif
