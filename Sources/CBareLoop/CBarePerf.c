#define _GNU_SOURCE
#include "CBareLoop.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { most = 64, data_bytes = 512 << 10 };

struct ring {
    int event;
    struct perf_event_mmap_page *page;
    uint64_t tail;
};

static int open_ring(struct ring *ring, int pid, int cpu, uint64_t address) {
    struct perf_event_attr attributes = {
        .type = PERF_TYPE_BREAKPOINT, .size = sizeof attributes, .bp_type = 2, .bp_addr = address, .bp_len = 8,
        .sample_period = 1, .inherit = 1, .exclude_kernel = 1, .exclude_hv = 1, .watermark = 1,
        .wakeup_watermark = data_bytes / 2, .use_clockid = 1, .clockid = CLOCK_MONOTONIC,
        .sample_type = PERF_SAMPLE_IP | PERF_SAMPLE_TID | PERF_SAMPLE_TIME,
    };
    long event = syscall(SYS_perf_event_open, &attributes, pid, cpu, -1, PERF_FLAG_FD_CLOEXEC);
    if (event < 0) return -errno;
    // An inheriting event can be mapped where it names a processor.
    void *memory = mmap(0, data_bytes + (size_t)sysconf(_SC_PAGESIZE), PROT_READ | PROT_WRITE, MAP_SHARED, (int)event, 0);
    if (memory == MAP_FAILED) {
        int error = errno;
        close((int)event);
        return -error;
    }
    *ring = (struct ring){(int)event, memory, 0};
    return 0;
}

static void drain(struct ring *ring, struct bare_loop_result *result, uint64_t *first, uint64_t *last) {
    const char *data = (const char *)ring->page + sysconf(_SC_PAGESIZE);
    uint64_t head = __atomic_load_n(&ring->page->data_head, __ATOMIC_ACQUIRE);
    while (ring->tail != head) {
        const struct perf_event_header *header = (const void *)(data + ring->tail % data_bytes);
        if (header->type == PERF_RECORD_SAMPLE) {
            // pc, pid and tid, time: words of their own, of which each may lie beyond the end.
            memcpy(last, data + (ring->tail + 24) % data_bytes, sizeof *last);
            if (result->hits++ == 0) *first = *last;
        }
        ring->tail += header->size;
    }
    __atomic_store_n(&ring->page->data_tail, head, __ATOMIC_RELEASE);
}

int bare_perf_run(const char *path, uint64_t stores, struct bare_loop_result *result) {
    uint64_t address = 0, first = 0, last = 0;
    *result = (struct bare_loop_result){0};
    int pid = bare_start(path, stores, &address);
    if (pid < 0) return pid;
    struct ring rings[most];
    int count = 0, error = 0, status;
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    for (int cpu = 0; cpu < processors && cpu < most && !error; cpu++) {
        error = -open_ring(&rings[count], pid, cpu, address);
        if (!error) count++;
    }
    if (error || ptrace(PTRACE_DETACH, pid, 0, 0) < 0) {
        if (!error) error = errno;
        kill(pid, SIGKILL);
    }
    while (waitpid(pid, &status, WNOHANG) == 0) {
        poll(0, 0, 20);
        for (int i = 0; i < count; i++) drain(&rings[i], result, &first, &last);
    }
    for (int i = 0; i < count; i++) {
        drain(&rings[i], result, &first, &last);
        munmap(rings[i].page, data_bytes + (size_t)sysconf(_SC_PAGESIZE));
        close(rings[i].event);
    }
    result->nanoseconds = last - first;
    if (error) return -error;
    return result->hits == stores ? 0 : -ENODATA;
}
