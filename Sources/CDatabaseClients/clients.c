#include "CDatabaseClients.h"
