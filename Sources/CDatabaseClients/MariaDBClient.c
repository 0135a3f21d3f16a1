#include "MariaDBClient.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#include "Loading.h"

static MariaDBClient client;
static char reason[256];
static int is_loaded;

/* MariaDB's libraries count 3 (Connector/C) or 10 and up (the server's version); Oracle's are at 5 to 9. */
static int is_mariadb(const char *version)
{
    int major = version != NULL ? atoi(version) : 0;
    return major == 3 || major >= 10;
}

static void load(void)
{
    const struct entry_point entries[] = {
#define ENTRY(name) {#name, &client.name},
        MARIADB_ENTRY_POINTS(ENTRY)
#undef ENTRY
    };
    struct sigaction disposition;
    int is_known = sigaction(SIGPIPE, NULL, &disposition) == 0;

    is_loaded = load_entry_points("libmariadb.so.3", entries, sizeof entries / sizeof *entries, reason, sizeof reason);
    if (is_loaded && !is_mariadb(client.mysql_get_client_info())) {
        snprintf(reason, sizeof reason, "libmariadb.so.3 is another vendor's library (version %s)",
                 client.mysql_get_client_info());
        is_loaded = 0;
    }
    if (is_loaded && client.mysql_server_init(0, NULL, NULL) != 0) {
        snprintf(reason, sizeof reason, "libmariadb.so.3 could not be initialised");
        is_loaded = 0;
    }
    /* libmariadb ignores SIGPIPE from now on, which every child process would inherit. Callers guard its TLS writes. */
    if (is_known) sigaction(SIGPIPE, &disposition, NULL);
}

const MariaDBClient *mariadb_client(const char **problem)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    *problem = is_loaded ? NULL : reason;
    return is_loaded ? &client : NULL;
}
