// Signals of the program's own.
//   sigtrap   raises SIGTRAP and executes an int3, handles both, ends with their number, 2
//   int1      executes an int1 between two stores to counter, handles its SIGTRAP, ends with 0; where the processor does
//             not get past it, with 9 after a hundred SIGTRAPs
//   segv      dies of SIGSEGV
//   usr1      sends itself SIGUSR1, handles it, ends with 0
//   exit N    ends with code N
//   handler   a handler of SIGUSR1 stores to counter three times
//   stop      stops itself with SIGSTOP after printing "stopping", and ends with 0 when continued
//   mixed N   N times: raises SIGTRAP and stores to counter; ends with 0 when all were handled
#define _GNU_SOURCE
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

volatile uint64_t counter;
volatile uint32_t a, b;
volatile uint64_t c, d;
static volatile sig_atomic_t handled;

static void count(int signal)
{
    (void)signal;
    handled++;
}

static void count_to_a_hundred(int signal)
{
    count(signal);
    if (handled == 100) _exit(9);
}

static void store(int signal)
{
    (void)signal;
    counter = counter + 1;
}

int main(int argc, char **argv)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const char *mode = argc > 1 ? argv[1] : "exit";
    int number = argc > 2 ? atoi(argv[2]) : 0;
    if (strcmp(mode, "sigtrap") == 0) {
        signal(SIGTRAP, count);
        raise(SIGTRAP);
        counter = 1;
        __asm__ volatile("int3");
        return handled;
    }
    if (strcmp(mode, "int1") == 0) {
        signal(SIGTRAP, count_to_a_hundred);
        counter = 1;
        __asm__ volatile(".byte 0xf1");
        counter = 2;
        return handled == 1 ? 0 : 1;
    }
    if (strcmp(mode, "segv") == 0) {
        *(volatile int *)0 = 1;
        return 1;
    }
    if (strcmp(mode, "usr1") == 0) {
        signal(SIGUSR1, count);
        kill(getpid(), SIGUSR1);
        return handled == 1 ? 0 : 1;
    }
    if (strcmp(mode, "handler") == 0) {
        signal(SIGUSR1, store);
        for (int i = 0; i < 3; i++) raise(SIGUSR1);
        return counter == 3 ? 0 : 1;
    }
    if (strcmp(mode, "stop") == 0) {
        (void)!write(1, "stopping\n", 9);
        raise(SIGSTOP);
        counter = 1;
        return 0;
    }
    if (strcmp(mode, "mixed") == 0) {
        signal(SIGTRAP, count);
        for (int i = 0; i < number; i++) {
            counter = (uint64_t)i;
            raise(SIGTRAP);
        }
        return handled == number ? 0 : 1;
    }
    if (strcmp(mode, "exit") == 0) return number;
    return 64;
}
