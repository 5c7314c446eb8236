#define _GNU_SOURCE
#include "CLinuxTracing.h"
#include "wake.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <sys/ptrace.h>
#include <sys/types.h>
#include <sys/user.h>
#include <sys/wait.h>

// What DR6 reads when idle, and the value that clears it: 0 would read back as a bus lock and an RTM trap.
static const uint64_t cleared_status = 0xffff0ff0;

static int32_t request(int32_t operation, int32_t tid, void *address, void *data)
{
    return ptrace(operation, tid, address, data) == -1 ? -errno : 0;
}

static int32_t peek_user(int32_t tid, size_t offset, uint64_t *value)
{
    errno = 0;
    long word = ptrace(PTRACE_PEEKUSER, tid, (void *)offset, NULL);
    if (word == -1 && errno != 0) return -errno;
    *value = (uint64_t)word;
    return 0;
}

static int32_t poke_user(int32_t tid, size_t offset, uint64_t value)
{
    return request(PTRACE_POKEUSER, tid, (void *)offset, (void *)value);
}

int32_t bt_wait(int32_t *status, int32_t spins, int32_t blocks)
{
    int word = 0;
    pid_t tid;
    for (int32_t i = 0; i < spins; i++) {
        tid = waitpid(-1, &word, __WALL | __WNOTHREAD | WNOHANG);
        if (tid > 0) goto found;
        if (tid < 0) return -errno;
        if (bt_was_woken) {
            bt_was_woken = 0;
            return -EINTR;
        }
        sched_yield();
    }
    tid = waitpid(-1, &word, __WALL | __WNOTHREAD | (blocks ? 0 : WNOHANG));
    if (tid < 0) return -errno;
found:
    *status = word;
    return tid;
}

int32_t bt_look_at(int32_t tid, int32_t *status)
{
    int word = 0;
    pid_t found = waitpid(tid, &word, __WALL | __WNOTHREAD | WNOHANG);
    if (found < 0) return -errno;
    *status = word;
    return found;
}

int32_t bt_wait_for(int32_t tid, int32_t *status)
{
    int word = 0;
    pid_t found;
    do
        found = waitpid(tid, &word, __WALL | __WNOTHREAD);
    while (found < 0 && errno == EINTR);
    if (found < 0) return -errno;
    *status = word;
    return found;
}

int32_t bt_continue(int32_t tid, int32_t signal)
{
    return request(PTRACE_CONT, tid, NULL, (void *)(intptr_t)signal);
}

int32_t bt_single_step(int32_t tid, int32_t signal)
{
    return request(PTRACE_SINGLESTEP, tid, NULL, (void *)(intptr_t)signal);
}

int32_t bt_continue_to_syscall(int32_t tid, int32_t signal)
{
    return request(PTRACE_SYSCALL, tid, NULL, (void *)(intptr_t)signal);
}

int32_t bt_listen(int32_t tid) { return request(PTRACE_LISTEN, tid, NULL, NULL); }
int32_t bt_interrupt(int32_t tid) { return request(PTRACE_INTERRUPT, tid, NULL, NULL); }

int32_t bt_detach(int32_t tid, int32_t signal)
{
    return request(PTRACE_DETACH, tid, NULL, (void *)(intptr_t)signal);
}

int32_t bt_event_message(int32_t tid, uint64_t *message)
{
    unsigned long word = 0;
    int32_t result = request(PTRACE_GETEVENTMSG, tid, NULL, &word);
    *message = word;
    return result;
}

static size_t debug_offset(int32_t number)
{
    return offsetof(struct user, u_debugreg) + sizeof(long) * (size_t)number;
}

int32_t bt_read_debug_register(int32_t tid, int32_t number, uint64_t *value)
{
    return peek_user(tid, debug_offset(number), value);
}

int32_t bt_write_debug_register(int32_t tid, int32_t number, uint64_t value)
{
    return poke_user(tid, debug_offset(number), value);
}

int32_t bt_read_pc(int32_t tid, uint64_t *pc) { return peek_user(tid, offsetof(struct user, regs.rip), pc); }
int32_t bt_write_pc(int32_t tid, uint64_t pc) { return poke_user(tid, offsetof(struct user, regs.rip), pc); }

int32_t bt_read_stack_pointer(int32_t tid, uint64_t *pointer)
{
    return peek_user(tid, offsetof(struct user, regs.rsp), pointer);
}

int32_t bt_read_flags(int32_t tid, uint64_t *flags)
{
    return peek_user(tid, offsetof(struct user, regs.eflags), flags);
}

int32_t bt_write_flags(int32_t tid, uint64_t flags)
{
    return poke_user(tid, offsetof(struct user, regs.eflags), flags);
}

int32_t bt_write_register(int32_t tid, int32_t index, uint64_t value)
{
    if (index < 0 || index >= 27)
        return -EINVAL;
    return poke_user(tid, sizeof(uint64_t) * (size_t)index, value);
}

int32_t bt_read_registers(int32_t tid, uint64_t *values)
{
    _Static_assert(sizeof(struct user_regs_struct) == 27 * sizeof(uint64_t), "27 words");
    return request(PTRACE_GETREGS, tid, NULL, values);
}

int32_t bt_take_status(int32_t tid, uint32_t *status)
{
    uint64_t word = 0;
    int32_t result = peek_user(tid, debug_offset(6), &word);
    if (result < 0) return result;
    *status = (uint32_t)word;
    return word == cleared_status ? 0 : poke_user(tid, debug_offset(6), cleared_status);
}

int32_t bt_take_trap(int32_t tid, struct bt_trap *trap)
{
    siginfo_t info;
    int32_t result = request(PTRACE_GETSIGINFO, tid, NULL, &info);
    if (result < 0) return result;
    trap->code = info.si_code;
    trap->address = (uint64_t)(uintptr_t)info.si_addr;
    return bt_take_status(tid, &trap->status);
}

int32_t bt_queued_traps(int32_t tid)
{
    enum { chunk = 16 };
    siginfo_t infos[chunk];
    struct __ptrace_peeksiginfo_args arguments = {.off = 0, .flags = 0, .nr = chunk};
    int32_t found = 0;
    for (;;) {
        long count = ptrace(PTRACE_PEEKSIGINFO, tid, &arguments, infos);
        if (count < 0) return -errno;
        for (long i = 0; i < count; i++) {
            if (infos[i].si_signo != SIGTRAP) continue;
            switch (infos[i].si_code) {
            case 4: case 2: case 1: found |= bt_queued_debug; break;
            case 0x80: found |= bt_queued_int3; break;
            default: found |= bt_queued_other;
            }
        }
        if (count < chunk) return found;
        arguments.off += (uint64_t)count;
    }
}
