/* override_need.c -- what the handlers need of each page: without these a changed template would look right and not work, or not say what
 * a person must know.
 * SPDX-License-Identifier: ISC */
#include "pages/override_node.h"

#include "base/str.h"

typedef struct Need {
    const char *page;   /* NULL: all of them */
    const char *action; /* a field of a form that posts there; NULL: a value that is shown */
    const char *name, *type;
    const char *value; /* of the field, NULL: any; {path} for a value. Else the path that is shown */
    bool always;       /* outside of all blocks */
} Need;

/* clang-format off */
static const Need needs[] = {
    { NULL,        NULL,           NULL,          NULL,       "frame.lang",          true  },
    { NULL,        NULL,           NULL,          NULL,       "frame.dir",           true  },
    { "signin",    "/signin",      "interaction", NULL,       "{handle}",            true  },
    { "signin",    "/signin",      "ui_locales",  NULL,       "{ui_locales}",        false },
    { "signin",    "/signin",      "username",    NULL,       NULL,                  true  },
    { "signin",    "/signin",      "password",    "password", NULL,                  true  },
    { "signin",    NULL,           NULL,          NULL,       "app_name",            true  },
    { "signin",    NULL,           NULL,          NULL,       "error",               false },
    { "signin",    NULL,           NULL,          NULL,       "reference",           false },
    { "signin",    NULL,           NULL,          NULL,       "demo_name",           false },
    { "consent",   "/consent",     "interaction", NULL,       "{handle}",            true  },
    { "consent",   "/consent",     "ui_locales",  NULL,       "{ui_locales}",        false },
    { "consent",   "/consent",     "decision",    NULL,       "allow",               true  },
    { "consent",   "/consent",     "decision",    NULL,       "deny",                true  },
    { "consent",   NULL,           NULL,          NULL,       "app_name",            true  },
    { "consent",   NULL,           NULL,          NULL,       "user_name",           true  },
    { "consent",   NULL,           NULL,          NULL,       "scopes",              true  },
    { "consent",   NULL,           NULL,          NULL,       "redirect_host",       true  },
    { "consent",   NULL,           NULL,          NULL,       "switch_url",          false },
    { "message",   "{action_url}", "{hidden.name}", NULL,     "{hidden.value}",      false },
    { "message",   NULL,           NULL,          NULL,       "title",               false },
    { "message",   NULL,           NULL,          NULL,       "text",                true  },
    { "message",   NULL,           NULL,          NULL,       "action_label",        false },
    { "message",   NULL,           NULL,          NULL,       "action_url",          false },
    { "message",   NULL,           NULL,          NULL,       "reference",           false },
    { "home",      "/logout",      "csrf",        NULL,       "{csrf}",              false },
    { "home",      NULL,           NULL,          NULL,       "display_name",        false },
    { "home",      NULL,           NULL,          NULL,       "providers.url",       false },
    { "home",      NULL,           NULL,          NULL,       "providers.name",      false },
    { "complaint", "/complaint",   "description", NULL,       NULL,                  false },
    { "complaint", "/complaint",   "language",    NULL,       "{frame.lang}",        false },
    { "complaint", "/complaint",   "picture",     NULL,       "{complaint.picture}", false },
    { "complaint", NULL,           NULL,          NULL,       "complaint.error",     false },
    { "complaint", NULL,           NULL,          NULL,       "number",              false },
    { "flow",      NULL,           NULL,          NULL,       "picture_path",        true  },
    { "flow",      NULL,           NULL,          NULL,       "verdict",             false },
    { "flow",      NULL,           NULL,          NULL,       "rows",                true  },
    { "flow",      "/complaint",   "description", NULL,       NULL,                  true  },
    { "flow",      "/complaint",   "picture",     NULL,       "{complaint.picture}", true  },
    { "reports",   NULL,           NULL,          NULL,       "range_words",         true  },
    { "reports",   NULL,           NULL,          NULL,       "answers",             false },
    { "reports",   NULL,           NULL,          NULL,       "panels",              false },
    { "reports",   NULL,           NULL,          NULL,       "panels.rows",         false },
};
/* clang-format on */

static bool
is(Str text, const char *wanted)
{
    return !wanted || str_equal(text, str_from_c(wanted));
}

static bool
meets(const Need *need, const OverrideFact *fact)
{
    if (fact->is_field != (need->action != NULL) || (need->always && !fact->always))
        return false;
    if (!fact->is_field)
        return is(fact->value, need->value);
    return is(fact->action, need->action) && is(fact->name, need->name) && is(fact->type, need->type) &&
           is(fact->value, need->value);
}

static Error *
refuse(const Need *need, const char *file)
{
    const char *where = need->always ? ", outside of all {{#if}} and {{#each}}" : "";
    const char *value = need->value ? need->value : "…";

    if (!need->action)
        FAIL(E_CONFIG, "%s:1: the page must show {{%s}}%s", file, value, where);
    FAIL(E_CONFIG,
         "%s:1: the page needs a <form method=\"post\"> with action %s, and in it a field of name %s, %s %s%s", file,
         need->action, need->name, need->type ? "type" : "value", need->type ? need->type : value, where);
}

Error *
override_need_check(const char *page, const char *file, const OverrideFact *facts)
{
    for (size_t i = 0; i < COUNT_OF(needs); i++) {
        const OverrideFact *fact = facts;
        if (needs[i].page && !str_equal(str_from_c(needs[i].page), str_from_c(page)))
            continue;
        while (fact && !meets(&needs[i], fact))
            fact = fact->next;
        if (!fact)
            return refuse(&needs[i], file);
    }
    return NULL;
}
