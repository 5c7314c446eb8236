#ifndef WAKE_H
#define WAKE_H

#include <signal.h>

/// Set by the wake-up signal in the thread that it came to: a wait that looks without blocking is not interrupted by it.
extern _Thread_local volatile sig_atomic_t bt_was_woken;

#endif
