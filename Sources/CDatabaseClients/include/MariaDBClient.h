#ifndef MARIADB_CLIENT_H
#define MARIADB_CLIENT_H

#if __has_include(<mysql.h>)
#include <mysql.h>
#elif __has_include(<mariadb/mysql.h>)
#include <mariadb/mysql.h>
#elif __has_include(<mysql/mysql.h>)
#include <mysql/mysql.h>
#else
#error "mysql.h is missing (Debian: apt install libmariadb-dev-compat)"
#endif

/* The structures differ between the vendors: only the library that this header belongs to may be loaded. */
#ifndef MARIADB_PACKAGE_VERSION_ID
#error "mysql.h is not MariaDB's (Debian: apt install libmariadb-dev-compat)"
#endif

/* The entry points of libmariadb that are used. */
#define MARIADB_ENTRY_POINTS(ENTRY)     \
    ENTRY(mysql_affected_rows)          \
    ENTRY(mysql_character_set_name)     \
    ENTRY(mysql_close)                  \
    ENTRY(mysql_errno)                  \
    ENTRY(mysql_error)                  \
    ENTRY(mysql_fetch_fields)           \
    ENTRY(mysql_field_count)            \
    ENTRY(mysql_free_result)            \
    ENTRY(mysql_get_client_info)        \
    ENTRY(mysql_get_socket)             \
    ENTRY(mysql_get_ssl_cipher)         \
    ENTRY(mysql_init)                   \
    ENTRY(mysql_num_fields)             \
    ENTRY(mysql_options)                \
    ENTRY(mysql_real_connect)           \
    ENTRY(mysql_real_connect_cont)      \
    ENTRY(mysql_real_connect_start)     \
    ENTRY(mysql_real_query)             \
    ENTRY(mysql_server_init)            \
    ENTRY(mysql_set_character_set)      \
    ENTRY(mysql_sqlstate)               \
    ENTRY(mysql_stmt_affected_rows)     \
    ENTRY(mysql_stmt_attr_set)          \
    ENTRY(mysql_stmt_bind_param)        \
    ENTRY(mysql_stmt_bind_result)       \
    ENTRY(mysql_stmt_close)             \
    ENTRY(mysql_stmt_errno)             \
    ENTRY(mysql_stmt_error)             \
    ENTRY(mysql_stmt_execute)           \
    ENTRY(mysql_stmt_fetch)             \
    ENTRY(mysql_stmt_fetch_column)      \
    ENTRY(mysql_stmt_field_count)       \
    ENTRY(mysql_stmt_free_result)       \
    ENTRY(mysql_stmt_init)              \
    ENTRY(mysql_stmt_more_results)      \
    ENTRY(mysql_stmt_next_result)       \
    ENTRY(mysql_stmt_prepare)           \
    ENTRY(mysql_stmt_result_metadata)   \
    ENTRY(mysql_stmt_sqlstate)          \
    ENTRY(mysql_use_result)             \
    ENTRY(mysql_thread_id)

/* libmariadb's entry points, each with the type that its own header gives it. */
typedef struct {
#define ENTRY(name) __typeof__(&name) name;
    MARIADB_ENTRY_POINTS(ENTRY)
#undef ENTRY
} MariaDBClient;

/*
 * Loads libmariadb at the first call, from whichever thread. Null, with `*problem` set, where it cannot be loaded or
 * is another vendor's library. The process's way with SIGPIPE is left as it was, though libmariadb would ignore it.
 */
const MariaDBClient *mariadb_client(const char **problem);

#endif
