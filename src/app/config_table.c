/* config_table.c -- finding rows of config.def, and the nearest to a mistyped name.
 * SPDX-License-Identifier: ISC */
#include "app/config_table.h"

#include "app/config.h"
#include "base/str.h"

#define TYPED_LIMIT 48 /* longer names are near to nothing of ours */

const Setting config_table[SETTINGS] = {
#define SETTING(id, section, name, kind, fallback, limits, reload, help) \
    { #id, section, name, KIND_##kind, fallback, limits, offsetof(Config, id) },
#include "app/config.def"
};

const Setting config_table_provider[PROVIDER_SETTINGS] = {
#define PROVIDER_SETTING(id, kind, fallback, limits, reload, help) \
    { #id, "provider", #id, KIND_##kind, fallback, limits, offsetof(ConfigProvider, id) },
#include "app/config.def"
};

const Setting *
config_table_find(Str section, Str name)
{
    for (size_t i = 0; i < SETTINGS; i++)
        if (str_equal(str_from_c(config_table[i].section), section) &&
            str_equal(str_from_c(config_table[i].name), name))
            return &config_table[i];
    return NULL;
}

static const Setting *
find_id(const Setting *rows, size_t count, Str id)
{
    for (size_t i = 0; i < count; i++)
        if (str_equal(str_from_c(rows[i].id), id))
            return &rows[i];
    return NULL;
}

const Setting *
config_table_find_id(Str id)
{
    return find_id(config_table, SETTINGS, id);
}

const Setting *
config_table_find_provider(Str name)
{
    return find_id(config_table_provider, PROVIDER_SETTINGS, name);
}

static size_t
least(size_t a, size_t b, size_t c)
{
    size_t ab = a < b ? a : b;

    return ab < c ? ab : c;
}

/* How many bytes must be changed, added or left out to make one of the other (Levenshtein). */
static size_t
distance(Str a, Str b)
{
    size_t row[TYPED_LIMIT + 1];

    for (size_t j = 0; j <= b.len; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.len; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= b.len; j++) {
            size_t changed = diagonal + (a.ptr[i - 1] == b.ptr[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = least(row[j] + 1, row[j - 1] + 1, changed);
        }
    }
    return row[b.len];
}

/* Whether a candidate is nearer than the best so far (which starts as what still counts as near). */
static bool
is_nearer(const char *candidate, Str typed, size_t *best)
{
    Str name = str_from_c(candidate);

    if (name.len > TYPED_LIMIT || typed.len > TYPED_LIMIT)
        return false;
    size_t far = distance(name, typed);
    if (far >= *best)
        return false;
    *best = far;
    return true;
}

static size_t
near_enough(Str typed)
{
    return typed.len / 3 + 2;
}

static const Setting *
nearest(const Setting *rows, size_t count, Str typed)
{
    const Setting *found = NULL;
    size_t best = near_enough(typed);

    for (size_t i = 0; i < count; i++)
        if (is_nearer(rows[i].id, typed, &best))
            found = &rows[i];
    return found;
}

const Setting *
config_table_nearest(Str id)
{
    return nearest(config_table, SETTINGS, id);
}

const Setting *
config_table_nearest_provider(Str name)
{
    return nearest(config_table_provider, PROVIDER_SETTINGS, name);
}

const char *
config_table_nearest_section(Str section)
{
    size_t best = near_enough(section);
    const char *found = is_nearer("provider NAME", section, &best) ? "provider NAME" : NULL;

    if (is_nearer("provider", section, &best))
        found = "provider NAME";
    for (size_t i = 0; i < SETTINGS; i++)
        if (config_table[i].section[0] && is_nearer(config_table[i].section, section, &best))
            found = config_table[i].section;
    return found;
}

bool
config_table_has_section(Str section)
{
    for (size_t i = 0; i < SETTINGS; i++)
        if (str_equal(str_from_c(config_table[i].section), section))
            return true;
    return false;
}
