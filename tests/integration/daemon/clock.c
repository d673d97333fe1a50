/* A clock that a test can set: preloaded into a process, it moves CLOCK_REALTIME by as many seconds as the file CLOCK_OFFSET holds (an
 * int64, changed at any time), and fails reads of its timers with ECANCELED after a change, as the kernel does when the clock is set
 * (timerfd_create(2), TFD_TIMER_CANCEL_ON_SET). The machine's own clock is never set. One timer a process is enough. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define LOOK_MS 5

static volatile int64_t *offset_s;
static volatile int timer_fd = -1;
static volatile int64_t seen_s; /* by the owner of the timer */

int clock_gettime(clockid_t id, struct timespec *ret)
{
    int r = (int)syscall(SYS_clock_gettime, id, ret);
    if (r == 0 && offset_s != NULL && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE))
        ret->tv_sec += *offset_s;
    return r;
}

int timerfd_create(int id, int flags)
{
    int fd = (int)syscall(SYS_timerfd_create, id, flags);
    if (id == CLOCK_REALTIME)
        timer_fd = fd;
    return fd;
}

int timerfd_settime(int fd, int flags, const struct itimerspec *new, struct itimerspec *old)
{
    struct itimerspec moved = *new;
    if (fd == timer_fd && offset_s != NULL && (flags & TFD_TIMER_ABSTIME) != 0) {
        moved.it_value.tv_sec -= *offset_s;
        if (moved.it_value.tv_sec < 1)
            moved.it_value.tv_sec = 1;
    }
    return (int)syscall(SYS_timerfd_settime, fd, flags, &moved, old);
}

ssize_t read(int fd, void *bytes, size_t size)
{
    ssize_t r = syscall(SYS_read, fd, bytes, size);
    if (fd != timer_fd || offset_s == NULL || *offset_s == seen_s)
        return r;
    seen_s = *offset_s;
    errno = ECANCELED;
    return -1;
}

/* Wakes whoever waits for the timer. */
static void *watch(void *arg)
{
    const struct itimerspec at_once = {.it_value = {.tv_nsec = 1}};
    for (;;) {
        usleep(LOOK_MS * 1000);
        if (timer_fd >= 0 && *offset_s != seen_s)
            (void)syscall(SYS_timerfd_settime, timer_fd, 0, &at_once, NULL);
    }
    return arg;
}

__attribute__((constructor)) static void start(void)
{
    const char *path = getenv("CLOCK_OFFSET");
    int fd = path != NULL ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    pthread_t thread;
    if (fd < 0)
        return;
    void *file = mmap(NULL, sizeof *offset_s, PROT_READ, MAP_SHARED, fd, 0);
    close(fd);
    if (file == MAP_FAILED)
        return;
    offset_s = file;
    seen_s = *offset_s;
    pthread_create(&thread, NULL, watch, NULL);
}
