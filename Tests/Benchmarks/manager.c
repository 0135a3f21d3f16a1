/*
 * manager PORT FILE
 *
 * Sends a file of manager actions to a port of this machine, without waiting between them, and reads until each has been
 * answered: a list by the event that completes it. Status 1 where an action is refused.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/socket.h>
#include <fcntl.h>
#include <unistd.h>

static void fail(const char *what)
{
    perror(what);
    exit(125);
}

static long count(const char *text, size_t length, const char *wanted)
{
    long found = 0;
    size_t width = strlen(wanted);
    for (const char *next = text; (next = memmem(next, text + length - next, wanted, width)); next += width) found++;
    return found;
}

int main(int words, char **word)
{
    static char room[1 << 18];
    struct sockaddr_in address = {.sin_family = AF_INET};
    struct stat file;
    size_t sent = 0, kept = 0;
    long wanted, seen = 0;
    int descriptor, connection;
    const char *actions;

    if (words != 3 || (descriptor = open(word[2], O_RDONLY)) < 0 || fstat(descriptor, &file) != 0) fail("actions");
    actions = mmap(NULL, file.st_size, PROT_READ, MAP_PRIVATE, descriptor, 0);
    if (actions == MAP_FAILED) fail("mmap");
    wanted = count(actions, file.st_size, "\r\n\r\n") + count(actions, file.st_size, "Action: DBGetTree\r\n");

    address.sin_port = htons(atoi(word[1]));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connection = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(connection, (struct sockaddr *)&address, sizeof address) != 0) fail("connect");
    while (seen < wanted) {
        struct pollfd polled = {connection, POLLIN | (sent < (size_t)file.st_size ? POLLOUT : 0), 0};
        if (poll(&polled, 1, 60000) <= 0) fail("no answer");
        if (polled.revents & POLLOUT) {
            ssize_t took = send(connection, actions + sent, file.st_size - sent, MSG_DONTWAIT | MSG_NOSIGNAL);
            if (took > 0) sent += took;
        }
        if (polled.revents & (POLLIN | POLLHUP)) {
            ssize_t got = read(connection, room + kept, sizeof room - kept);
            size_t length, whole;
            if (got <= 0) fail("the manager hung up");
            length = kept + got;
            /* Whole lines only: what is looked for may have come in part. */
            for (whole = length; whole > 0 && room[whole - 1] != '\n'; whole--) {}
            if (memmem(room, whole, "Response: Error", 15)) return 1;
            seen += count(room, whole, "Response: ") + count(room, whole, "Event: DBGetTreeComplete");
            kept = length - whole;
            memmove(room, room + whole, kept);
        }
    }
    return 0;
}
