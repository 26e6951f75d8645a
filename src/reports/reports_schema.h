/* reports_schema.h -- the tables of the Reporting Store.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_REPORTS_SCHEMA_H
#define LATCHSTRING_REPORTS_SCHEMA_H

#include "sql/sql.h"

extern const SqlSchema reports_schema;

#endif
