#ifndef C_RECORDING_H
#define C_RECORDING_H

#include <stdint.h>

/// A semaphore as a descriptor (eventfd(2)) that is not inherited; negative when there is none to be had.
int crec_semaphore(unsigned int count);

/// A file without a name in a folder (O_TMPFILE of open(2), or unlinked at once), which is not inherited; negative with errno set.
int crec_unnamed_file(const char *folder);

/// Gives the room of a part of a file back to the file system; the file keeps its length, and the part reads as zeros
/// (fallocate(2)). 0, or negative with errno set.
int crec_punch(int descriptor, int64_t offset, int64_t length);

/// From now on each large block of memory lies by itself and goes back to the system when it is let go
/// (M_MMAP_THRESHOLD of mallopt(3)).
void crec_return_large_blocks(void);

#endif
