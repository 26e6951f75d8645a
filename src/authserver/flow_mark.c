/* flow_mark.c -- what becomes of a flow.
 * SPDX-License-Identifier: ISC */
#include "authserver/flow_mark.h"

#include "base/clock.h"
#include "base/str.h"
#include "crypto/random.h"
#include "events/event_make.h"
#include "http/network.h"

Error *
flow_mark_accepted(Request *request, const Client *client, AuthRequest *asked)
{
    const AuthServer *as = request->app;
    FlowMark accepted = { MILESTONE_authorize, clock_monotonic() - request->begun };

    if (client->first_party) {
        asked->flow_key = asked->state;
        return sessions_mark_flow(as->sessions, asked->client_id, asked->flow_key, &accepted, 1, request->now);
    }
    Flow flow = event_make_flow(request->arena, FLOW_CLIENT, as->provider_name, client->client_id, request->now);
    event_flow_passed(&flow, MILESTONE_authorize, accepted.took);
    asked->flow_key = random_token(request->arena);
    return sessions_open_flow(as->sessions, asked->client_id, asked->flow_key, &flow);
}

Error *
flow_mark_issued(Request *request, const AuthRequest *asked, Micros consent_took)
{
    const AuthServer *as = request->app;
    FlowMark marks[] = { { MILESTONE_consent, consent_took }, { MILESTONE_cb, clock_monotonic() - request->begun } };

    return sessions_mark_flow(as->sessions, asked->client_id, asked->flow_key, marks, COUNT_OF(marks), request->now);
}

Error *
flow_mark_refused(Request *request, const AuthRequest *asked, ErrorCode cause, Str user_subject)
{
    const AuthServer *as = request->app;
    Event events[2];
    bool found;
    Flow flow;

    /* Over the limit nothing new is known: a flood of it is a count, and the flow rests as the last real try left it. */
    if (cause == E_RATE_LIMITED) {
        refusals_add(as->refusals, cause);
        return NULL;
    }
    events[0] = event_make(request->arena, EVENT_SIGNIN_REFUSED, request->now, request->id);
    events[0].client_id = asked->client_id;
    events[0].user_subject = user_subject;
    events[0].cause = str_from_c(error_info(cause)->cause);
    events[0].network = network_name(request->arena, as->network_key, request->peer);
    /* The event first: were the cache told first, a crash in between would leave the flow in no figure. */
    TRY(sessions_see_flow(as->sessions, request->arena, asked->client_id, asked->flow_key, &flow, &found));
    if (found)
        events[1] = event_make_ended(request->arena, &flow, FLOW_FAILED, cause, request->now, request->id);
    TRY(userdb_record_all(as->users, request->arena, events, found ? 2 : 1));
    return sessions_fail_flow(as->sessions, request->arena, asked->client_id, asked->flow_key, events[0].cause,
                              request->now, &flow, &found);
}

Error *
flow_mark_unmet(Request *request, const AuthRequest *asked, ErrorCode cause)
{
    const AuthServer *as = request->app;
    Client client;
    bool found;
    Flow flow;

    refusals_add(as->refusals, cause);
    TRY(userdb_get_client(as->users, request->arena, asked->client_id, &client));
    if (client.first_party)
        return NULL; /* ends at the Application API */
    return sessions_take_flow(as->sessions, request->arena, asked->client_id, asked->flow_key, &flow, &found);
}

Error *
flow_mark_ended(Request *request, const Client *client, Str flow_key, ErrorCode cause, Str user_subject)
{
    const AuthServer *as = request->app;
    bool found;
    Flow flow;

    if (client->first_party)
        return NULL;
    TRY(sessions_see_flow(as->sessions, request->arena, client->client_id, flow_key, &flow, &found));
    if (!found)
        return NULL;
    FlowOutcome outcome = cause == E_OK ? FLOW_COMPLETED : FLOW_FAILED;
    if (outcome == FLOW_COMPLETED)
        event_flow_passed(&flow, MILESTONE_publish, -1);
    Event event = event_make_ended(request->arena, &flow, outcome, cause, request->now, request->id);
    event.client_id = client->client_id;
    event.user_subject = user_subject;
    TRY(userdb_record(as->users, request->arena, &event));
    return sessions_take_flow(as->sessions, request->arena, client->client_id, flow_key, &flow, &found);
}
