/* sessions_attempt.c -- counting guesses in windows.
 * SPDX-License-Identifier: ISC */
#include "sessions/sessions_act.h"

typedef struct Counting {
    Micros now, window;
    AttemptWindow counted;
    RecordBytes next;
} Counting;

static Error *
count_change(void *arg, Str bytes, SessionsChange *change)
{
    Counting *counting = arg;
    const RecordShape *shape = &sessions_record_attempts;
    AttemptWindow found = { .count = 0, .until = counting->now + counting->window };

    if (sessions_record_standing(shape, bytes, counting->now) == STANDING_LIVE)
        TRY(sessions_record_read(shape, bytes, &found));
    found.count++;
    TRY(sessions_record_write(shape, &found, found.until, &counting->next));
    counting->counted = found;
    change->to = CHANGE_REPLACE;
    change->next = (Str){ counting->next.bytes, counting->next.len };
    return NULL;
}

Error *
sessions_count_attempt(Sessions *sessions, Str key, Micros window, Micros now, int64_t *count, Micros *until)
{
    SessionsKey place = sessions_act_key(KIND_ATTEMPTS, key);
    Counting counting;

    counting.now = now;
    counting.window = window;
    TRY(sessions->ops->change(sessions, &place, now, count_change, &counting));
    *count = counting.counted.count;
    *until = counting.counted.until;
    return NULL;
}

static Error *
give_back_change(void *arg, Str bytes, SessionsChange *change)
{
    Counting *counting = arg;
    const RecordShape *shape = &sessions_record_attempts;
    AttemptWindow found = { .count = 0 };

    if (sessions_record_standing(shape, bytes, counting->now) == STANDING_LIVE)
        TRY(sessions_record_read(shape, bytes, &found));
    if (found.count == 0)
        return NULL;
    found.count--;
    TRY(sessions_record_write(shape, &found, found.until, &counting->next));
    change->to = CHANGE_REPLACE;
    change->next = (Str){ counting->next.bytes, counting->next.len };
    return NULL;
}

Error *
sessions_give_back_attempt(Sessions *sessions, Str key, Micros now)
{
    SessionsKey place = sessions_act_key(KIND_ATTEMPTS, key);
    Counting counting;

    counting.now = now;
    return sessions->ops->change(sessions, &place, now, give_back_change, &counting);
}

Error *
sessions_forget_attempts(Sessions *sessions, Str key)
{
    SessionsKey place = sessions_act_key(KIND_ATTEMPTS, key);

    return sessions_act_forget(sessions, &place);
}

Error *
sessions_see_attempts(Sessions *sessions, Str key, Micros now, int64_t *count)
{
    SessionsKey place = sessions_act_key(KIND_ATTEMPTS, key);
    const RecordShape *shape = &sessions_record_attempts;
    AttemptWindow found = { .count = 0 };
    RecordBytes bytes;

    TRY(sessions->ops->see(sessions, &place, &bytes));
    Str record = { bytes.bytes, bytes.len };
    if (sessions_record_standing(shape, record, now) == STANDING_LIVE)
        TRY(sessions_record_read(shape, record, &found));
    *count = found.count;
    return NULL;
}
