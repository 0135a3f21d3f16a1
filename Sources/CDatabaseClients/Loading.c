#include "Loading.h"

#include <dlfcn.h>
#include <stdio.h>
#include <string.h>

int load_entry_points(const char *name, const struct entry_point *entries, size_t count, char *problem, size_t size)
{
    /* Lazy: the libraries that come along are large, and little of them is called. What is called here is looked up now. */
    void *library = dlopen(name, RTLD_LAZY | RTLD_LOCAL);
    if (library == NULL) {
        const char *reason = dlerror();
        snprintf(problem, size, "%s", reason != NULL ? reason : name);
        return 0;
    }
    for (size_t index = 0; index < count; index++) {
        void *address = dlsym(library, entries[index].name);
        if (address == NULL) {
            snprintf(problem, size, "%s has no %s", name, entries[index].name);
            dlclose(library);
            return 0;
        }
        /* POSIX promises that an object pointer can carry a function's address; ISO C has no cast for it. */
        memcpy(entries[index].place, &address, sizeof address);
    }
    return 1;
}
