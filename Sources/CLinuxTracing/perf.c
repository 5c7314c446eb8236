#define _GNU_SOURCE
#include "CLinuxTracing.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/kcmp.h>
#include <linux/perf_event.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#ifndef PERF_FORMAT_LOST
#define PERF_FORMAT_LOST (1U << 4)
#endif

/// Kernels before 6.0 do not count what found no room.
static int lacks_lost_count;

static int32_t open_event(struct perf_event_attr *attributes, int32_t tid, int32_t cpu)
{
    attributes->size = sizeof *attributes;
    // Our own clock, so that the records of both mechanisms have one order.
    attributes->use_clockid = 1;
    attributes->clockid = CLOCK_MONOTONIC;
    long event = syscall(SYS_perf_event_open, attributes, tid, cpu, -1, PERF_FLAG_FD_CLOEXEC);
    return event < 0 ? -errno : (int32_t)event;
}

/// Sends an event's records to a ring; closes it when that cannot be.
static int32_t redirect(int32_t event, int32_t ring, uint64_t *id)
{
    if (ioctl(event, PERF_EVENT_IOC_SET_OUTPUT, ring) == 0 && (!id || ioctl(event, PERF_EVENT_IOC_ID, id) == 0))
        return event;
    int32_t error = errno;
    close(event);
    return -error;
}

static void tell_identity(struct perf_event_attr *attributes)
{
    attributes->sample_type = PERF_SAMPLE_IDENTIFIER | PERF_SAMPLE_TID | PERF_SAMPLE_TIME;
    attributes->sample_id_all = 1;
    attributes->exclude_hv = 1;
}

int32_t bt_perf_open_watch(const struct bt_perf_watch *watch, int32_t tid, int32_t cpu, int32_t ring, uint64_t *id)
{
    struct perf_event_attr attributes = {.type = PERF_TYPE_BREAKPOINT, .disabled = 1, .inherit = 1};
    tell_identity(&attributes);
    attributes.bp_addr = watch->address;
    attributes.bp_len = watch->byte_count;
    attributes.bp_type = watch->type;
    attributes.sample_period = watch->period;
    attributes.sample_type |= PERF_SAMPLE_IP;
    attributes.read_format = lacks_lost_count ? 0 : PERF_FORMAT_LOST;
    // In a program that takes the process over, the address means something else.
    attributes.remove_on_exec = 1;
    attributes.inherit_thread = watch->inherits_threads_only != 0;
    attributes.watermark = 1;
    attributes.wakeup_watermark = 256 << 10;
    attributes.exclude_kernel = !watch->includes_kernel;
    attributes.exclude_user = watch->only_kernel != 0;
    attributes.sigtrap = watch->stops != 0;
    attributes.sig_data = watch->mark;
    if (watch->includes_kernel) {
        attributes.sample_type |= PERF_SAMPLE_CALLCHAIN | PERF_SAMPLE_REGS_USER;
        attributes.exclude_callchain_user = 1;
        attributes.sample_max_stack = bt_perf_chain_length - 2;
        attributes.sample_regs_user = bt_perf_few_registers;
    }
    if (watch->keeps_registers) {
        attributes.sample_type |= PERF_SAMPLE_REGS_USER;
        attributes.sample_regs_user = bt_perf_all_registers;
    }
    if (watch->stack_byte_count > 0) {
        attributes.sample_type |= PERF_SAMPLE_STACK_USER;
        attributes.sample_stack_user = watch->stack_byte_count;
    }
    int32_t event = open_event(&attributes, tid, cpu);
    if (event == -EINVAL && !lacks_lost_count) {
        attributes.read_format = 0;
        event = open_event(&attributes, tid, cpu);
        if (event >= 0) lacks_lost_count = 1;
    }
    return event < 0 ? event : redirect(event, ring, id);
}

int32_t bt_perf_trap_mark(int32_t tid, uint64_t *mark)
{
    // Behind the address (asm-generic/siginfo.h): headers of older C libraries do not name it.
    siginfo_t info;
    if (ptrace(PTRACE_GETSIGINFO, tid, NULL, &info) != 0) return -errno;
    memcpy(mark, (const char *)&info.si_addr + sizeof info.si_addr, sizeof *mark);
    return 0;
}

int32_t bt_perf_open_system(
    uint64_t address, uint32_t byte_count, uint32_t type, uint64_t period, int32_t cpu, int32_t ring, uint64_t *id)
{
    struct perf_event_attr attributes = {.type = PERF_TYPE_BREAKPOINT, .disabled = 1};
    tell_identity(&attributes);
    attributes.bp_addr = address;
    attributes.bp_len = byte_count;
    attributes.bp_type = type;
    attributes.sample_period = period;
    attributes.sample_type |= PERF_SAMPLE_IP | PERF_SAMPLE_CALLCHAIN;
    attributes.exclude_callchain_user = 1;
    attributes.sample_max_stack = bt_perf_chain_length - 2;
    attributes.read_format = lacks_lost_count ? 0 : PERF_FORMAT_LOST;
    attributes.watermark = 1;
    attributes.wakeup_watermark = 128 << 10;
    int32_t event = open_event(&attributes, -1, cpu);
    if (event == -EINVAL && !lacks_lost_count) {
        attributes.read_format = 0;
        event = open_event(&attributes, -1, cpu);
        if (event >= 0) lacks_lost_count = 1;
    }
    return event < 0 ? event : redirect(event, ring, id);
}

int32_t bt_perf_open_life(int32_t tid, int32_t cpu, int32_t ring)
{
    struct perf_event_attr attributes = {
        .type = PERF_TYPE_SOFTWARE, .config = PERF_COUNT_SW_DUMMY, .inherit = 1, .exclude_kernel = 1,
        .task = 1, .comm = 1, .comm_exec = 1,
    };
    tell_identity(&attributes);
    attributes.watermark = 1;
    attributes.wakeup_watermark = 256 << 10;
    int32_t event = open_event(&attributes, tid, cpu);
    return event < 0 ? event : redirect(event, ring, NULL);
}

int32_t bt_perf_open_ring(int32_t cpu, size_t byte_count, void **memory)
{
    // An event of our own that counts nothing: the ring outlives every watch.
    struct perf_event_attr attributes = {
        .type = PERF_TYPE_SOFTWARE, .config = PERF_COUNT_SW_DUMMY, .exclude_kernel = 1,
    };
    tell_identity(&attributes);
    attributes.watermark = 1;
    attributes.wakeup_watermark = (uint32_t)(byte_count / 2);
    int32_t ring = open_event(&attributes, 0, cpu);
    if (ring < 0) return ring;
    void *mapped = mmap(NULL, bt_perf_data_offset() + byte_count, PROT_READ | PROT_WRITE, MAP_SHARED, ring, 0);
    if (mapped == MAP_FAILED) {
        int32_t error = errno;
        close(ring);
        return -error;
    }
    *memory = mapped;
    return ring;
}

int32_t bt_perf_close_ring(int32_t ring, void *memory, size_t byte_count)
{
    munmap(memory, bt_perf_data_offset() + byte_count);
    return close(ring) != 0 ? -errno : 0;
}

int32_t bt_perf_enable(int32_t event, int32_t is_enabled)
{
    return ioctl(event, is_enabled ? PERF_EVENT_IOC_ENABLE : PERF_EVENT_IOC_DISABLE, 0) != 0 ? -errno : 0;
}

int32_t bt_perf_count(int32_t event, uint64_t *count, uint64_t *lost)
{
    uint64_t values[2] = {0, 0};
    ssize_t size = read(event, values, sizeof values);
    if (size < 0) return -errno;
    *count = values[0];
    *lost = size == sizeof values ? values[1] : 0;
    return 0;
}

uint64_t bt_perf_head(const void *memory)
{
    const struct perf_event_mmap_page *page = memory;
    return __atomic_load_n(&page->data_head, __ATOMIC_ACQUIRE);
}

void bt_perf_release(void *memory, uint64_t tail)
{
    struct perf_event_mmap_page *page = memory;
    __atomic_store_n(&page->data_tail, tail, __ATOMIC_RELEASE);
}

size_t bt_perf_data_offset(void) { return (size_t)sysconf(_SC_PAGESIZE); }

int32_t bt_online_processors(int32_t *numbers, int32_t capacity)
{
    char text[4096];
    int64_t size = bt_read_file("/sys/devices/system/cpu/online", text, sizeof text - 1);
    if (size < 0) return (int32_t)size;
    text[size] = 0;
    int32_t count = 0;
    for (char *at = text; *at >= '0' && *at <= '9';) {
        long first = strtol(at, &at, 10), last = first;
        if (*at == '-') last = strtol(at + 1, &at, 10);
        for (long number = first; number <= last; number++) {
            if (count < capacity) numbers[count] = (int32_t)number;
            count++;
        }
        if (*at == ',') at++;
    }
    return count > 0 ? count : -ENODATA;
}

int32_t bt_raise_descriptor_limit(void)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return -errno;
    if (limit.rlim_cur == limit.rlim_max) return -EMFILE;
    limit.rlim_cur = limit.rlim_max;
    return setrlimit(RLIMIT_NOFILE, &limit) != 0 ? -errno : 0;
}

int32_t bt_open_process(int32_t pid)
{
    long process = syscall(SYS_pidfd_open, pid, 0U);
    return process < 0 ? -errno : (int32_t)process;
}

/// The part of struct pidfd_info (linux/pidfd.h) that is needed, for headers that do not have it yet.
struct process_information {
    uint64_t mask, cgroup;
    uint32_t ids[11];
    int32_t exit_code;
};

int32_t bt_ended_status(int32_t process, int32_t pid, int32_t *status)
{
    // A zombie: field 52 of its stat (proc_pid_stat(5)), the 50th after the name.
    char path[64], text[2048];
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    int64_t size = bt_read_file(path, text, sizeof text - 1);
    if (size > 0) {
        text[size] = 0;
        char *at = strrchr(text, ')');
        if (at && at[1] == ' ' && at[2] == 'Z') {
            for (int i = 0; i < 50 && at; i++) at = strchr(at + 1, ' ');
            if (at) {
                *status = atoi(at + 1);
                return 0;
            }
        }
    }
    // One whose parent has taken note.
    enum { exit_information = 1 << 3 };
    struct process_information information = {.mask = exit_information};
    if (ioctl(process, _IOWR(0xff, 11, struct process_information), &information) != 0) return -ENODATA;
    if (!(information.mask & exit_information)) return -ENODATA;
    *status = information.exit_code;
    return 0;
}

int32_t bt_set_tick(void **timer, int32_t milliseconds)
{
    if (!*timer) {
        if (milliseconds == 0) return 0;
        struct sigevent event = {.sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGRTMIN + 3};
        event._sigev_un._tid = bt_current_thread();
        timer_t made;
        if (timer_create(CLOCK_MONOTONIC, &event, &made) != 0) return -errno;
        *timer = made;
    }
    if (milliseconds == 0) {
        int result = timer_delete((timer_t)*timer);
        *timer = NULL;
        return result != 0 ? -errno : 0;
    }
    struct timespec period = {milliseconds / 1000, (long)(milliseconds % 1000) * 1000000};
    struct itimerspec setting = {.it_interval = period, .it_value = period};
    return timer_settime((timer_t)*timer, 0, &setting, NULL) != 0 ? -errno : 0;
}

int32_t bt_wait_any(const int32_t *descriptors, int32_t count, int32_t milliseconds)
{
    struct pollfd entries[64];
    if (count > 64) count = 64;
    for (int32_t i = 0; i < count; i++) entries[i] = (struct pollfd){.fd = descriptors[i], .events = POLLIN};
    int ready = poll(entries, (nfds_t)count, milliseconds);
    return ready < 0 ? -errno : ready;
}

void bt_store(uint64_t *cell, uint64_t value) { *(volatile uint64_t *)cell = value; }

int32_t bt_have_same_memory(int32_t pid, int32_t other)
{
    long order = syscall(SYS_kcmp, (pid_t)pid, (pid_t)other, KCMP_VM, 0UL, 0UL);
    return order < 0 ? -errno : order == 0;
}
