/* Kills its own process before the CRASH_AT-th step, counted from the start: preloaded into a process. A step is a sync of a file (a
 * commit) or a connect, send or receive on an Internet socket. */
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

static long crash_at;
static atomic_long n_steps;

static void step(void)
{
    if (atomic_fetch_add(&n_steps, 1) + 1 == crash_at)
        (void)syscall(SYS_kill, getpid(), SIGKILL);
}

static void step_of(int fd)
{
    int domain = AF_UNSPEC;
    socklen_t size = sizeof domain;

    if (getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 && (domain == AF_INET || domain == AF_INET6))
        step();
}

int fsync(int fd)
{
    step();
    return (int)syscall(SYS_fsync, fd);
}

int fdatasync(int fd)
{
    step();
    return (int)syscall(SYS_fdatasync, fd);
}

int connect(int fd, __CONST_SOCKADDR_ARG address, socklen_t size)
{
    step_of(fd);
    return (int)syscall(SYS_connect, fd, address.__sockaddr__, size);
}

ssize_t send(int fd, const void *bytes, size_t size, int flags)
{
    step_of(fd);
    return syscall(SYS_sendto, fd, bytes, size, flags, NULL, 0);
}

ssize_t recv(int fd, void *bytes, size_t size, int flags)
{
    step_of(fd);
    return syscall(SYS_recvfrom, fd, bytes, size, flags, NULL, NULL);
}

__attribute__((constructor)) static void start(void)
{
    const char *at = getenv("CRASH_AT");

    crash_at = at ? strtol(at, NULL, 10) : 0;
}
