/* config_value.h -- one setting's text into its value, by the kind of its row.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_CONFIG_VALUE_H
#define LATCHSTRING_CONFIG_VALUE_H

#include "app/config_table.h"
#include "base/error.h"

/* What a text may refer to. */
typedef struct ConfigNames {
    Str data_dir;    /* ${data_dir} */
    Str port;        /* ${port} */
    Str credentials; /* the directory that credential:NAME means; "" when there is none */
} ConfigNames;

/* A text and where it stands, as the start of an error's sentence: "latchstring.ini:3: listen" or "LATCHSTRING_LISTEN".
 * With text.ptr NULL the setting was not given. */
typedef struct ConfigRaw {
    Str text, where;
} ConfigRaw;

/* *value is of the C type of the row's kind (config.h). E_CONFIG. */
Error *config_value_read(Arena *arena, const Setting *row, const ConfigNames *names, ConfigRaw raw,
                         void *value) MUST_USE;

/* The port of a listen address that was read; "" when there is none. */
Str config_value_port(Str address);

#endif
