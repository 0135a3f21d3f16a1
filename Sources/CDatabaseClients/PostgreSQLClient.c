#include "PostgreSQLClient.h"

#include <pthread.h>

#include "Loading.h"

static PostgreSQLClient client;
static char reason[256];
static int is_loaded;

static void load(void)
{
    const struct entry_point entries[] = {
#define ENTRY(name) {#name, &client.name},
        POSTGRESQL_ENTRY_POINTS(ENTRY)
#undef ENTRY
    };
    is_loaded = load_entry_points("libpq.so.5", entries, sizeof entries / sizeof *entries, reason, sizeof reason);
}

const PostgreSQLClient *postgresql_client(const char **problem)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    *problem = is_loaded ? NULL : reason;
    return is_loaded ? &client : NULL;
}
