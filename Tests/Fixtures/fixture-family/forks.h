#include <stdint.h>
#include <sys/types.h>

extern volatile uint64_t counter;

/// 0 when the child ended with 7.
int collect(pid_t child);

/// The modes of forks.c; 64 for one that is none of them.
int forks_mode(const char *mode, int argc, char **argv);
