/* flow_test.c -- the diagram as data: the exact words of the seed, and the order that metrics and reports lean on.
 * The words are quoted here a second time, from the seed and not from flow.def.
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "model/model.h"

#include <string.h>

static void
the_eight_boxes_in_the_seeds_words(void **state)
{
    static const struct {
        BoxId id;
        const char *heading, *caption;
    } seed[] = {
        { BOX_browser, "User Browser", "Starts sign-in and receives redirect" },
        { BOX_api, "Application API", "Handles callback and exchanges code for tokens" },
        { BOX_as, "Authorization Server", "Authenticates user and issues authorization code and tokens" },
        { BOX_db, "User Database", "Stores user profile and account link" },
        { BOX_cache, "Session Cache", "Temporarily stores state, PKCE verifier, and session data" },
        { BOX_queue, "Event Queue", "Carries login and audit events for async processing" },
        { BOX_sink, "Reporting Store", "Loads sign-in metrics for dashboards" },
        { BOX_cloud, "Internet / External Network", "Routes HTTPS traffic between systems" },
    };

    (void)state;
    assert_int_equal(BOXES, COUNT_OF(seed));
    for (size_t i = 0; i < COUNT_OF(seed); i++) {
        assert_string_equal(flow_boxes[seed[i].id].heading, seed[i].heading);
        assert_string_equal(flow_boxes[seed[i].id].caption, seed[i].caption);
    }
}

/* Whether some connection carries the words as its first or second label. */
static bool
is_a_label(const char *words)
{
    for (int i = 0; i < CONNECTIONS; i++)
        if (strcmp(flow_connections[i].label, words) == 0 || strcmp(flow_connections[i].second_label, words) == 0)
            return true;
    return false;
}

static void
every_arrow_label_of_the_seed_is_there(void **state)
{
    static const char *const seed[] = {
        "GET /login",
        "state + PKCE challenge",
        "302 redirect to authorize",
        "user consent",
        "302 callback with authorization code",
        "POST /token",
        "authorization code + PKCE verifier",
        "access token",
        "ID token / user info",
        "UPSERT user record",
        "session data",
        "publish login event",
        "ETL sign-in metrics",
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(seed); i++)
        if (!is_a_label(seed[i]))
            fail_msg("no connection says \"%s\"", seed[i]);
}

static void
the_legend_in_the_seeds_words(void **state)
{
    static const char *const seed[] = {
        "User opens the app and starts sign-in in the browser.",
        "The app creates state and PKCE data, optionally storing it in cache.",
        "The browser is redirected to the Authorization Server over HTTPS.",
        "After authentication and consent, the Authorization Server redirects back with an authorization code.",
        "The Application API exchanges the code for tokens using OAuth 2 Authorization Code Flow with PKCE.",
        "The app creates a session, stores or updates the user record in the database, and may cache session data.",
        "A login event is sent to the queue and summarized into the reporting store for executive metrics.",
    };

    (void)state;
    assert_int_equal(STEPS, COUNT_OF(seed));
    for (size_t i = 0; i < COUNT_OF(seed); i++)
        assert_string_equal(flow_steps[i].legend, seed[i]);
}

/* Addresses, metrics and reports name connections by these; they never change. */
static void
the_twelve_ids(void **state)
{
    static const struct {
        const char *id;
        BoxId from, to;
    } rows[] = {
        { "login", BOX_browser, BOX_api },  { "store", BOX_api, BOX_cache },   { "r302", BOX_api, BOX_browser },
        { "consent", BOX_browser, BOX_as }, { "cb", BOX_as, BOX_browser },     { "code", BOX_browser, BOX_api },
        { "token", BOX_api, BOX_as },       { "access", BOX_as, BOX_api },     { "session", BOX_api, BOX_cache },
        { "upsert", BOX_api, BOX_db },      { "publish", BOX_api, BOX_queue }, { "etl", BOX_queue, BOX_sink },
    };

    (void)state;
    assert_int_equal(CONNECTIONS, 12);
    assert_int_equal(COUNT_OF(rows), 12);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_string_equal(flow_connections[i].id, rows[i].id);
        assert_int_equal(flow_connections[i].from, rows[i].from);
        assert_int_equal(flow_connections[i].to, rows[i].to);
    }
}

static void
connections_are_passed_in_their_order(void **state)
{
    (void)state;
    for (int i = 0; i < CONNECTIONS; i++) {
        assert_string_equal(flow_connections[i].id, flow_milestone_ids[flow_connections[i].milestone]);
        assert_true(flow_connections[i].step >= 1 && flow_connections[i].step <= STEPS);
        assert_true(*flow_connections[i].label);
        if (i == 0)
            continue;
        assert_true(flow_connections[i].milestone > flow_connections[i - 1].milestone);
        assert_true(flow_connections[i].step >= flow_connections[i - 1].step);
    }
}

static void
steps_are_reached_in_their_order(void **state)
{
    (void)state;
    for (int i = 0; i < STEPS; i++) {
        assert_int_equal(flow_steps[i].number, i + 1);
        assert_true(*flow_steps[i].words);
        if (i > 0)
            assert_true(flow_steps[i].milestone > flow_steps[i - 1].milestone);
    }
    assert_int_equal(flow_steps[0].milestone, MILESTONE_login);
    assert_int_equal(flow_steps[STEPS - 1].milestone, MILESTONES - 1);
}

/* A step ends no earlier than its last connection of the steps before. */
static void
connections_belong_to_the_step_that_they_lead_to(void **state)
{
    (void)state;
    for (int i = 0; i < CONNECTIONS; i++)
        if (flow_connections[i].step > 1)
            assert_true(flow_connections[i].milestone > flow_steps[flow_connections[i].step - 2].milestone);
}

static void
every_milestone_but_one_is_a_connection(void **state)
{
    int without = 0;

    (void)state;
    for (int m = 0; m < MILESTONES; m++) {
        bool found = false;
        for (int i = 0; i < CONNECTIONS; i++)
            found = found || (int)flow_connections[i].milestone == m;
        without += !found;
        assert_true(found || m == MILESTONE_authorize);
    }
    assert_int_equal(without, 1);
}

static void
every_box_has_its_folder(void **state)
{
    (void)state;
    for (int i = 0; i < BOXES; i++)
        if (i != BOX_browser)
            assert_int_equal(strncmp(flow_boxes[i].folder, "src/", 4), 0);
    assert_string_equal(flow_boxes[BOX_browser].folder, "");
}

static void
names_of_events_are_there_once(void **state)
{
    (void)state;
    for (int i = 0; i < EVENT_TYPES; i++) {
        assert_true(*event_names[i]);
        for (int j = 0; j < i; j++)
            assert_string_not_equal(event_names[i], event_names[j]);
    }
    assert_string_equal(event_names[EVENT_FLOW], "flow");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        UNIT(the_eight_boxes_in_the_seeds_words),
        UNIT(every_arrow_label_of_the_seed_is_there),
        UNIT(the_legend_in_the_seeds_words),
        UNIT(the_twelve_ids),
        UNIT(connections_are_passed_in_their_order),
        UNIT(steps_are_reached_in_their_order),
        UNIT(connections_belong_to_the_step_that_they_lead_to),
        UNIT(every_milestone_but_one_is_a_connection),
        UNIT(every_box_has_its_folder),
        UNIT(names_of_events_are_there_once),
    };

    return cmocka_run_group_tests_name("flow", tests, NULL, NULL);
}
