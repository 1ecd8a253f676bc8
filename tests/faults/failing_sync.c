/* A disk that cannot make anything durable: fsync and fdatasync fail with EIO while the file that
   FAILING_SYNC names is there. Preloaded into one process and its children; touches nothing else.
   A library of this kind that locks or logs (libfiu does) can hang a process under SQLite. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static int fails(void)
{
    const char *sign = getenv("FAILING_SYNC");
    int before = errno;
    int there = sign != NULL && access(sign, F_OK) == 0;

    errno = before;
    return there;
}

static int sync_by(long number, int descriptor)
{
    if (fails()) {
        errno = EIO;
        return -1;
    }
    return (int) syscall(number, descriptor);
}

int fsync(int descriptor)
{
    return sync_by(SYS_fsync, descriptor);
}

int fdatasync(int descriptor)
{
    return sync_by(SYS_fdatasync, descriptor);
}
