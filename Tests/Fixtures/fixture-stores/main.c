// Stores to globals, a known number of them, on one thread.
//   three          counter = 1, 2, 3
//   four-slots     a, b, c, d, once each and in this order
//   overlap        one eight-byte store over both halves of pair
//   silent         500 stores of the value that counter has already
//   read-syscall   read(2) stores 0x2a into counter from the kernel; the program then calls called() and stores 7
//   read-end       the same, without a store of its own
//   read-wait      the same, and waits for ever
//   loop N         counter = 1 … N
//   reads N        N loads of counter
//   call N         N calls of called()
//   six N          N rounds, some 70 µs apart, each with a store to counter, a, d and pair.x; every second stores to b as
//                  well, and every fourth to c
//   held N         holds N debug registers with perf events of its own, calls called(), and stores to counter once
#define _GNU_SOURCE
#include <linux/hw_breakpoint.h>
#include <linux/perf_event.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

volatile uint64_t counter;
volatile uint32_t a, b;
volatile uint64_t c, d;
volatile struct {
    uint32_t x, y;
} pair __attribute__((aligned(8)));

static void three(void)
{
    counter = 1;
    counter = 2;
    counter = 3;
}

static void four_slots(void)
{
    a = 10;
    b = 11;
    c = 12;
    d = 13;
}

static void overlap(void) { *(volatile uint64_t *)&pair = 0x0000000200000001; }

static void silent(void)
{
    for (int i = 0; i < 500; i++) counter = 0;
}

static void six(uint64_t count)
{
    const struct timespec pause = {0, 20000};
    for (uint64_t i = 1; i <= count; i++) {
        counter = i;
        a = (uint32_t)i;
        if (i % 2 == 0) b = (uint32_t)i;
        if (i % 4 == 0) c = i;
        d = i;
        pair.x = (uint32_t)i;
        nanosleep(&pause, NULL);
    }
}

void called(void);

static int read_counter(void)
{
    int ends[2];
    const uint64_t value = 0x2a;
    if (pipe(ends) != 0 || write(ends[1], &value, sizeof value) != sizeof value) return 1;
    if (read(ends[0], (void *)&counter, sizeof counter) != sizeof counter) return 2;
    return 0;
}

static int read_syscall(void)
{
    int result = read_counter();
    called();
    if (result == 0) counter = 7;
    return result;
}

static void loop(uint64_t count)
{
    for (uint64_t i = 1; i <= count; i++) counter = i;
}

static uint64_t reads(uint64_t count)
{
    uint64_t sum = 0;
    for (uint64_t i = 0; i < count; i++) sum += counter;
    return sum;
}

void called(void) { d = d + 1; }

static int held(uint64_t count)
{
    static volatile uint64_t elsewhere[8];
    for (uint64_t i = 0; i < count; i++) {
        struct perf_event_attr event = {
            .type = PERF_TYPE_BREAKPOINT, .size = sizeof event, .bp_type = HW_BREAKPOINT_W,
            .bp_addr = (uintptr_t)&elsewhere[i], .bp_len = HW_BREAKPOINT_LEN_8, .exclude_kernel = 1, .exclude_hv = 1,
        };
        if (syscall(SYS_perf_event_open, &event, 0, -1, -1, 0UL) < 0) return 69;
    }
    called();
    counter = 1;
    return 0;
}

int main(int argc, char **argv)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const char *mode = argc > 1 ? argv[1] : "three";
    uint64_t count = argc > 2 ? strtoull(argv[2], NULL, 0) : 40000;
    if (strcmp(mode, "three") == 0) three();
    else if (strcmp(mode, "four-slots") == 0) four_slots();
    else if (strcmp(mode, "overlap") == 0) overlap();
    else if (strcmp(mode, "silent") == 0) silent();
    else if (strcmp(mode, "read-syscall") == 0) return read_syscall();
    else if (strcmp(mode, "read-end") == 0) return read_counter();
    else if (strcmp(mode, "read-wait") == 0) {
        int result = read_counter();
        if (result != 0) return result;
        for (;;) pause();
    }
    else if (strcmp(mode, "loop") == 0) loop(count);
    else if (strcmp(mode, "reads") == 0) return reads(count) != 0;
    else if (strcmp(mode, "call") == 0)
        for (uint64_t i = 0; i < count; i++) called();
    else if (strcmp(mode, "six") == 0) six(count);
    else if (strcmp(mode, "held") == 0) return held(count);
    else return 64;
    return 0;
}
