/* The C clients of both SQL servers, loaded on first use and never linked against. */
#ifndef C_DATABASE_CLIENTS_H
#define C_DATABASE_CLIENTS_H

#include "MariaDBClient.h"
#include "PostgreSQLClient.h"

#endif
