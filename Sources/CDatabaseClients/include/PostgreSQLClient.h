#ifndef POSTGRESQL_CLIENT_H
#define POSTGRESQL_CLIENT_H

#if __has_include(<libpq-fe.h>)
#include <libpq-fe.h>
#elif __has_include(<postgresql/libpq-fe.h>)
#include <postgresql/libpq-fe.h>
#else
#error "libpq-fe.h is missing (Debian: apt install libpq-dev)"
#endif

/* The entry points of libpq that are used. */
#define POSTGRESQL_ENTRY_POINTS(ENTRY) \
    ENTRY(PQcancel)                    \
    ENTRY(PQclear)                     \
    ENTRY(PQcmdTuples)                 \
    ENTRY(PQconnectPoll)               \
    ENTRY(PQconnectStartParams)        \
    ENTRY(PQconnectionNeedsPassword)   \
    ENTRY(PQconsumeInput)              \
    ENTRY(PQerrorMessage)              \
    ENTRY(PQfinish)                    \
    ENTRY(PQflush)                     \
    ENTRY(PQfformat)                   \
    ENTRY(PQfname)                     \
    ENTRY(PQfreeCancel)                \
    ENTRY(PQftype)                     \
    ENTRY(PQgetCancel)                 \
    ENTRY(PQgetResult)                 \
    ENTRY(PQgetisnull)                 \
    ENTRY(PQgetlength)                 \
    ENTRY(PQgetvalue)                  \
    ENTRY(PQisBusy)                    \
    ENTRY(PQnfields)                   \
    ENTRY(PQntuples)                   \
    ENTRY(PQparameterStatus)           \
    ENTRY(PQresultErrorField)          \
    ENTRY(PQresultErrorMessage)        \
    ENTRY(PQresultStatus)              \
    ENTRY(PQsendQuery)                 \
    ENTRY(PQsendQueryParams)           \
    ENTRY(PQserverVersion)             \
    ENTRY(PQsetErrorVerbosity)         \
    ENTRY(PQsetNoticeReceiver)         \
    ENTRY(PQsetSingleRowMode)          \
    ENTRY(PQsetnonblocking)            \
    ENTRY(PQsocket)                    \
    ENTRY(PQstatus)                    \
    ENTRY(PQtransactionStatus)

/* libpq's entry points, each with the type that libpq's own header gives it. */
typedef struct {
#define ENTRY(name) __typeof__(&name) name;
    POSTGRESQL_ENTRY_POINTS(ENTRY)
#undef ENTRY
} PostgreSQLClient;

/* PG_DIAG_SQLSTATE and PG_DIAG_MESSAGE_PRIMARY are character constants, which Swift does not import. */
enum {
    postgresql_field_state = PG_DIAG_SQLSTATE,
    postgresql_field_message = PG_DIAG_MESSAGE_PRIMARY
};

/* Loads libpq at the first call, from whichever thread. Null, with `*problem` set, where it cannot be loaded. */
const PostgreSQLClient *postgresql_client(const char **problem);

#endif
