#define _GNU_SOURCE
#include "CRecording.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

int crec_semaphore(unsigned int count) { return eventfd(count, EFD_CLOEXEC | EFD_SEMAPHORE); }

int crec_unnamed_file(const char *folder) {
    int fd = open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)) return fd;
    // Not every file system has files without names.
    char path[4096];
    if (snprintf(path, sizeof path, "%s/bptui-XXXXXX", folder) >= (int)sizeof path) {
        errno = ENAMETOOLONG;
        return -1;
    }
    fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0) unlink(path);
    return fd;
}

int crec_punch(int descriptor, int64_t offset, int64_t length) {
    return fallocate(descriptor, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, length);
}

void crec_return_large_blocks(void) { mallopt(M_MMAP_THRESHOLD, 128 << 10); }
