/* A clock that is wrong by WORKBENCH_CLOCK seconds, and after four seconds of a process' life by as much to the other side. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

static int (*real)(clockid_t, struct timespec *);

static time_t shift(void) {
    static time_t born;
    struct timespec now;
    const char *told = getenv("WORKBENCH_CLOCK");
    real(CLOCK_MONOTONIC, &now);
    if (!born) born = now.tv_sec;
    return told ? atol(told) * (now.tv_sec - born < 4 ? 1 : -1) : 0;
}

int clock_gettime(clockid_t id, struct timespec *now) {
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int failed = real(id, now);
    if (!failed && id == CLOCK_REALTIME) now->tv_sec += shift();
    return failed;
}

time_t time(time_t *now) {
    struct timespec found;
    clock_gettime(CLOCK_REALTIME, &found);
    if (now) *now = found.tv_sec;
    return found.tv_sec;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    struct timespec found;
    (void)zone;
    clock_gettime(CLOCK_REALTIME, &found);
    now->tv_sec = found.tv_sec;
    now->tv_usec = found.tv_nsec / 1000;
    return 0;
}
