/* sessions_interaction.c -- requests at the Authorization Server that wait for a person, at one of two stages.
 * SPDX-License-Identifier: ISC */
#include "sessions/sessions_act.h"

#include "crypto/secret.h"

/* A record of one stage is never read as one of the other: the stage is part of the key. */
static SessionsKey
stage_key(InteractionStage stage, Str handle)
{
    return sessions_act_key(stage == STAGE_CONSENT ? KIND_CONSENT : KIND_SIGNIN, handle);
}

Error *
sessions_put_interaction(Sessions *sessions, InteractionStage stage, Str handle, const Interaction *interaction,
                         Micros now)
{
    SessionsAsk ask = { &sessions_record_interaction, stage_key(stage, handle), now, interaction->binding };

    TRY(sessions_act_put(sessions, &ask, interaction, now + LOGIN_LIFETIME));
    return NULL;
}

Error *
sessions_see_interaction(Sessions *sessions, Arena *arena, InteractionStage stage, Str handle,
                         const unsigned char binding[32], Micros now, Interaction *interaction)
{
    SessionsAsk ask = { &sessions_record_interaction, stage_key(stage, handle), now, binding };
    Interaction found;
    Standing standing;

    TRY(sessions_act_see(sessions, &ask, arena, &found, &standing));
    TRY(sessions_act_one_time(standing, "request"));
    *interaction = found;
    return NULL;
}

Error *
sessions_take_interaction(Sessions *sessions, Arena *arena, InteractionStage stage, Str handle,
                          const unsigned char binding[32], Micros now, Interaction *interaction)
{
    SessionsAsk ask = { &sessions_record_interaction, stage_key(stage, handle), now, binding };
    Interaction found;
    Standing standing;

    TRY(sessions_act_take(sessions, &ask, arena, &found, &standing));
    TRY(sessions_act_one_time(standing, "request"));
    *interaction = found;
    return NULL;
}

typedef struct Refusal {
    Micros now;
    Str cause, typed_name;
    RecordBytes next;
} Refusal;

static Error *
note_change(void *arg, Str bytes, SessionsChange *change)
{
    Refusal *refusal = arg;
    Interaction interaction;

    TRY(sessions_act_one_time(sessions_record_standing(&sessions_record_interaction, bytes, refusal->now), "request"));
    TRY(sessions_record_read(&sessions_record_interaction, bytes, &interaction));
    interaction.last_error = refusal->cause;
    interaction.typed_name = refusal->typed_name;
    TRY(sessions_record_write(&sessions_record_interaction, &interaction, sessions_record_expires(bytes),
                              &refusal->next));
    change->to = CHANGE_REPLACE;
    change->next = (Str){ refusal->next.bytes, refusal->next.len };
    return NULL;
}

Error *
sessions_note_refusal(Sessions *sessions, Str handle, Str cause, Str typed_name, Micros now)
{
    SessionsKey key = stage_key(STAGE_SIGNIN, handle);
    Refusal refusal;

    refusal.now = now;
    refusal.cause = cause;
    refusal.typed_name = typed_name;
    TRY(sessions->ops->change(sessions, &key, now, note_change, &refusal));
    secret_wipe(refusal.next.bytes, refusal.next.len);
    return NULL;
}
