#define _GNU_SOURCE
#include "CCurses.h"
#include "Output.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

static const int told[] = {SIGWINCH, SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT};
static const int fatal[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGTRAP};
enum { TOLD = sizeof told / sizeof told[0], FATAL = sizeof fatal / sizeof fatal[0] };

static struct sigaction told_before[TOLD], fatal_before[FATAL];
static int signal_pipe[2] = {-1, -1};
static int is_open;

static int terminal = -1;
static struct termios modes_before;
static int modes_known;
static char reset_string[1024];
static volatile sig_atomic_t reset_length;

/// A stack overflow leaves no room for a handler on the stack that overflowed.
static _Alignas(16) char fatal_stack[64 * 1024];
static stack_t stack_before;

static void tell(int signal) {
    int saved = errno;
    unsigned char byte = (unsigned char)signal;
    // A full pipe already holds more wake-ups than anyone needs.
    ssize_t ignored = write(signal_pipe[1], &byte, 1);
    (void)ignored;
    errno = saved;
}

void cc_restore_modes(int tty) {
    if (!modes_known) return;
    // From the background the kernel would stop us instead of setting the modes.
    sigset_t output, before;
    sigemptyset(&output);
    sigaddset(&output, SIGTTOU);
    pthread_sigmask(SIG_BLOCK, &output, &before);
    tcsetattr(tty, TCSANOW, &modes_before);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

static void die(int signal) {
    cc_discard_output();
    if (reset_length > 0) {
        ssize_t ignored = write(terminal, reset_string, (size_t)reset_length);
        (void)ignored;
        cc_restore_modes(terminal);
        reset_length = 0;
    }
    for (int i = 0; i < FATAL; i++)
        if (fatal[i] == signal) sigaction(signal, &fatal_before[i], NULL);
    // Blocked until this handler returns; then the handler from before, or the default, has it.
    raise(signal);
}

void cc_renew_signals(void) {
    if (!is_open) return;
    sigset_t ours;
    sigemptyset(&ours);
    for (int i = 0; i < TOLD; i++) {
        struct sigaction action = {.sa_handler = tell, .sa_flags = SA_RESTART};
        sigfillset(&action.sa_mask);
        sigaction(told[i], &action, NULL);
        sigaddset(&ours, told[i]);
    }
    for (int i = 0; i < FATAL; i++) {
        struct sigaction action = {.sa_handler = die, .sa_flags = SA_ONSTACK};
        sigemptyset(&action.sa_mask);
        sigaction(fatal[i], &action, NULL);
        sigaddset(&ours, fatal[i]);
    }
    pthread_sigmask(SIG_UNBLOCK, &ours, NULL);
}

int cc_open_signals(int tty) {
    if (is_open) return -EBUSY;
    if (pipe2(signal_pipe, O_CLOEXEC | O_NONBLOCK) < 0) return -errno;
    terminal = tty;
    modes_known = tcgetattr(tty, &modes_before) == 0;
    reset_length = 0;

    stack_t stack = {.ss_sp = fatal_stack, .ss_size = sizeof fatal_stack};
    sigaltstack(NULL, &stack_before);
    if (stack_before.ss_flags & SS_DISABLE) sigaltstack(&stack, NULL);

    for (int i = 0; i < TOLD; i++) sigaction(told[i], NULL, &told_before[i]);
    for (int i = 0; i < FATAL; i++) sigaction(fatal[i], NULL, &fatal_before[i]);
    is_open = 1;
    cc_renew_signals();
    return signal_pipe[0];
}

void cc_close_signals(void) {
    if (!is_open) return;
    is_open = 0;
    reset_length = 0;
    for (int i = 0; i < TOLD; i++) sigaction(told[i], &told_before[i], NULL);
    for (int i = 0; i < FATAL; i++) sigaction(fatal[i], &fatal_before[i], NULL);
    if (stack_before.ss_flags & SS_DISABLE) sigaltstack(&stack_before, NULL);
    close(signal_pipe[0]);
    close(signal_pipe[1]);
    signal_pipe[0] = signal_pipe[1] = -1;
}

int cc_next_signal(int pipe) {
    unsigned char byte;
    for (;;) {
        ssize_t got = read(pipe, &byte, 1);
        if (got == 1) return byte;
        if (got < 0 && errno == EINTR) continue;
        return 0;
    }
}

void cc_set_reset_string(const char *bytes, int count) {
    if (count > (int)sizeof reset_string) count = sizeof reset_string;
    reset_length = 0;
    memcpy(reset_string, bytes, (size_t)count);
    reset_length = count;
}

void cc_stop_here(int tty) {
    struct sigaction stop = {.sa_handler = SIG_DFL}, before;
    sigaction(SIGTSTP, &stop, &before);
    // SIGTSTP, not SIGSTOP: the kernel ignores it where no shell is left that could say "fg".
    raise(SIGTSTP);
    // After "bg" the terminal is the shell's: touching it must wait for "fg".
    for (;;) {
        pid_t foreground = tcgetpgrp(tty);
        if (foreground < 0 || foreground == getpgrp()) break;
        raise(SIGTSTP);
        // An orphaned group in the background is not stopped and would spin here.
        if (tcgetpgrp(tty) == foreground) break;
    }
    sigaction(SIGTSTP, &before, NULL);
    tell(SIGCONT);
}
