#ifndef LOADING_H
#define LOADING_H

#include <stddef.h>

/* An entry point's name and the place for its address. */
struct entry_point {
    const char *name;
    void *place;
};

/*
 * Loads the shared library `name` and fills in its entry points. 0 where the library or one of them is missing; the
 * reason is then in `problem`.
 */
int load_entry_points(const char *name, const struct entry_point *entries, size_t count, char *problem, size_t size);

#endif
