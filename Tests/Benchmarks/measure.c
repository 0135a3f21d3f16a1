/*
 * measure discard|pipe TIMES PROGRAM [ARGUMENT…]
 *
 * Runs a program TIMES times, one after the other, and prints of all runs together: seconds, the program's own seconds
 * in user and in system mode, its largest resident memory in KiB, seconds until its first byte, and its bytes. Its
 * output goes to /dev/null (then there is no first byte, and no bytes) or through a pipe that is read at once. The
 * exit status is that of the first run that failed.
 *
 * Small itself, and linked statically: a program's peak begins with the memory of the process that started it.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static double seconds(struct timeval time) { return time.tv_sec + time.tv_usec / 1e6; }

static void fail(const char *what)
{
    perror(what);
    exit(125);
}

static void start(char **command, int output)
{
    dup2(output, 1);
    execvp(command[0], command);
    fail(command[0]);
}

int main(int count, char **words)
{
    static char piece[1 << 18];
    double began, first = 0, user = 0, system = 0;
    long memory = 0, bytes = 0;
    int discard = open("/dev/null", O_RDWR | O_CLOEXEC);

    if (count < 4) return 125;
    dup2(discard, 0);
    began = now();
    for (int run = 0; run < atoi(words[2]); run++) {
        int ends[2] = {-1, discard}, status;
        struct rusage usage;
        double start_of_run = now();
        pid_t child;

        if (strcmp(words[1], "pipe") == 0 && pipe2(ends, O_CLOEXEC) != 0) fail("pipe");
        child = vfork();
        if (child < 0) fail("vfork");
        if (child == 0) start(words + 3, ends[1]);
        if (ends[0] >= 0) {
            ssize_t got;
            close(ends[1]);
            for (int is_first = 1; (got = read(ends[0], piece, sizeof piece)) > 0; is_first = 0) {
                if (is_first) first += now() - start_of_run;
                bytes += got;
            }
            close(ends[0]);
        }
        if (wait4(child, &status, 0, &usage) != child) fail("wait4");
        if (status != 0) return WIFEXITED(status) ? WEXITSTATUS(status) : 126;
        user += seconds(usage.ru_utime);
        system += seconds(usage.ru_stime);
        if (usage.ru_maxrss > memory) memory = usage.ru_maxrss;
    }
    printf("%.6f %.6f %.6f %ld %.6f %ld\n", now() - began, user, system, memory, first, bytes);
    return 0;
}
