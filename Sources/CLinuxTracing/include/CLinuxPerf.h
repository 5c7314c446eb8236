/// perf_event_open and what belongs to it. Every function returns a value >= 0 or -errno, unless it says otherwise.

#ifndef C_LINUX_PERF_H
#define C_LINUX_PERF_H

#include <stddef.h>
#include <stdint.h>

/// A breakpoint event to open for one thread on one processor.
struct bt_perf_watch {
    uint64_t address;
    /// 1, 2, 4 or 8; of an instruction 8 (sizeof (long)).
    uint32_t byte_count;
    /// HW_BREAKPOINT_W 2, HW_BREAKPOINT_RW 3, HW_BREAKPOINT_X 4.
    uint32_t type;
    /// A record is made of every period-th hit.
    uint64_t period;
    /// Hits in kernel mode as well, with the kernel's call chain and the user's program counter.
    int32_t includes_kernel;
    /// The user's registers with each record.
    int32_t keeps_registers;
    /// Bytes of user stack with each record, a multiple of 8; 0 for none.
    uint32_t stack_byte_count;
    /// Hits in kernel mode alone.
    int32_t only_kernel;
    /// A hit raises SIGTRAP in the thread that made it, with `mark` in its siginfo (Linux 5.13).
    int32_t stops;
    uint64_t mark;
    /// Only threads that the thread will make are covered as well, no processes.
    int32_t inherits_threads_only;
};

enum {
    /// The sampled user registers: all of perf_regs.h but DS, ES, FS and GS, which x86-64 does not give.
    bt_perf_all_registers = 0xff0fff,
    /// What tells of a system call and its caller: IP, SP, BP, and DI, SI, DX, R10, R8, R9, its arguments.
    bt_perf_few_registers = 0x701f8,
    /// Bytes of user stack that lead from a system call's wrapper to its caller.
    bt_perf_few_stack = 128,
    /// The most entries of a kernel call chain, its marks included.
    bt_perf_chain_length = 24,
};

/// An event, disabled, that writes into the ring of `ring`; stores the id that its records carry.
int32_t bt_perf_open_watch(const struct bt_perf_watch *watch, int32_t tid, int32_t cpu, int32_t ring, uint64_t *id);
/// The mark of a thread's SIGTRAP that a stopping event has raised, while it stands at its delivery.
int32_t bt_perf_trap_mark(int32_t tid, uint64_t *mark);
/// An event for whoever runs on one processor, disabled, with the kernel's call chain; as above.
int32_t bt_perf_open_system(
    uint64_t address, uint32_t byte_count, uint32_t type, uint64_t period, int32_t cpu, int32_t ring, uint64_t *id);
/// An event without a register, which tells of the thread's new threads and children, of its exec and its end.
int32_t bt_perf_open_life(int32_t tid, int32_t cpu, int32_t ring);
/// A ring for the events of one processor: the control page and `byte_count` bytes of data, a power of two of pages. It is
/// readable (poll) when it is half full.
int32_t bt_perf_open_ring(int32_t cpu, size_t byte_count, void **memory);
int32_t bt_perf_close_ring(int32_t ring, void *memory, size_t byte_count);
/// Enables or disables an event and those that were inherited from it. When it returns no record is on its way.
int32_t bt_perf_enable(int32_t event, int32_t is_enabled);
/// What an event and those inherited from it counted, and how many of its records found no room (0 before Linux 6.0).
int32_t bt_perf_count(int32_t event, uint64_t *count, uint64_t *lost);

/// The ring's write position, with what was written before it visible.
uint64_t bt_perf_head(const void *memory);
/// Gives everything before a position back to the kernel.
void bt_perf_release(void *memory, uint64_t tail);
/// The data's place in the mapping.
size_t bt_perf_data_offset(void);

/// The numbers of the processors that are online. Returns how many there are; stores as many as fit.
int32_t bt_online_processors(int32_t *numbers, int32_t capacity);
/// Sets the soft limit of open files to the hard one.
int32_t bt_raise_descriptor_limit(void);

/// A descriptor that is readable when the process has ended.
int32_t bt_open_process(int32_t pid);
/// The wait status of a process that has ended, also of one that is not the caller's child; -ENODATA when nobody can say
/// any more (its parent has taken note, and the kernel is older than 6.15).
int32_t bt_ended_status(int32_t process, int32_t pid, int32_t *status);

/// Interrupts the calling thread's waits again and again, as `bt_wake` does; 0 ms ends it. `timer` starts as NULL.
int32_t bt_set_tick(void **timer, int32_t milliseconds);

/// Waits until one of the descriptors is readable. Returns how many are; a negative descriptor is passed over.
int32_t bt_wait_any(const int32_t *descriptors, int32_t count, int32_t milliseconds);

/// Stores a word once, whatever the compiler thinks of it.
void bt_store(uint64_t *cell, uint64_t value);

/// 1 when two processes have one address space, 0 when not; -errno when that cannot be known.
int32_t bt_have_same_memory(int32_t pid, int32_t other);

#endif
