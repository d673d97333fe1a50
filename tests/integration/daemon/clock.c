/* A clock that a test can set: preloaded into a process, it moves CLOCK_REALTIME by as many seconds as the file CLOCK_OFFSET holds (an
 * int64, changed at any time), and fails reads of its timers with ECANCELED after a change, as the kernel does when the clock is set
 * (timerfd_create(2), TFD_TIMER_CANCEL_ON_SET). The machine's own clock is never set. One timer a process is enough.
 *
 * CLOCK_BASE in the environment is a number of seconds that is always added, with or without a file: the day on which a test takes place.
 *
 * With CLOCK_STANDS in the environment the file holds the time itself, in seconds, and it stands still in between; random numbers are
 * always the same, and whoever asks over a socket is root. So what a process logs depends neither on when it runs nor on who runs it. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#define LOOK_MS 5

static const int64_t none_s;
static int64_t base_s;
static const volatile int64_t *offset_s = &none_s; /* or the time that stands */
static bool stands;
static volatile int timer_fd = -1;
static volatile int64_t seen_s; /* by the owner of the timer */

int clock_gettime(clockid_t id, struct timespec *ret)
{
    int r = (int)syscall(SYS_clock_gettime, id, ret);
    if (r == 0 && (id == CLOCK_REALTIME || id == CLOCK_REALTIME_COARSE)) {
        ret->tv_nsec = stands ? 0 : ret->tv_nsec;
        ret->tv_sec = *offset_s + (stands ? 0 : ret->tv_sec + base_s);
    }
    return r;
}

int getsockopt(int fd, int level, int name, void *value, socklen_t *size)
{
    int r = (int)syscall(SYS_getsockopt, fd, level, name, value, size);
    if (r == 0 && stands && level == SOL_SOCKET && name == SO_PEERCRED)
        ((struct ucred *)value)->uid = 0;
    return r;
}

/* OpenSSL's, of which an installation makes its name. */
int RAND_bytes(unsigned char *bytes, int size);
int RAND_bytes(unsigned char *bytes, int size)
{
    for (int i = 0; i < size; i++) {
        if (stands)
            bytes[i] = 1;
        else if (syscall(SYS_getrandom, &bytes[i], 1, 0) != 1)
            return 0;
    }
    return 1;
}

/* What is added to the machine's clock at this moment. */
static int64_t offset_now(void)
{
    struct timespec real = {0};
    if (stands)
        (void)syscall(SYS_clock_gettime, CLOCK_REALTIME, &real);
    return *offset_s + base_s - real.tv_sec;
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
    if (fd == timer_fd && (flags & TFD_TIMER_ABSTIME) != 0) {
        moved.it_value.tv_sec -= offset_now();
        if (moved.it_value.tv_sec < 1)
            moved.it_value.tv_sec = 1;
    }
    return (int)syscall(SYS_timerfd_settime, fd, flags, &moved, old);
}

ssize_t read(int fd, void *bytes, size_t size)
{
    ssize_t r = syscall(SYS_read, fd, bytes, size);
    if (fd != timer_fd || *offset_s == seen_s)
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
    const char *path = getenv("CLOCK_OFFSET"), *base = getenv("CLOCK_BASE");
    stands = path != NULL && getenv("CLOCK_STANDS") != NULL;
    base_s = base != NULL && !stands ? strtoll(base, NULL, 10) : 0;
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
