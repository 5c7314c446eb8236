#define _GNU_SOURCE
#include "CLinuxTracing.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static const char score_file[] = "/proc/self/oom_score_adj";
/// As it was before it was lowered, with its length; 0 where it was not.
static char score_before[16];
static ssize_t score_length;

static int32_t write_score(const char *text, size_t length)
{
    int file = open(score_file, O_WRONLY | O_CLOEXEC);
    if (file < 0) return -errno;
    int32_t result = write(file, text, length) < 0 ? -errno : 0;
    close(file);
    return result;
}

int32_t bt_lower_oom_score(void)
{
    if (score_length > 0) return 0;
    char before[sizeof score_before];
    int file = open(score_file, O_RDONLY | O_CLOEXEC);
    if (file < 0) return -errno;
    ssize_t length = read(file, before, sizeof before);
    int32_t error = length > 0 ? 0 : -errno;
    close(file);
    if (length <= 0) return error;
    int32_t result = write_score("-500", 4);
    if (result < 0) return result;
    memcpy(score_before, before, (size_t)length);
    score_length = length;
    return 0;
}

void bt_restore_oom_score(void)
{
    if (score_length > 0) (void)write_score(score_before, (size_t)score_length);
}
