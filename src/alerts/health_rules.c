/* health_rules.c -- when a connection is failing or slow, and when it is well again.
 * SPDX-License-Identifier: ISC */
#include "alerts/health_rules.h"

/* Limits are halved by doubling what is held against them: no rounding. */
static bool
is_above(int64_t failures, int64_t attempts, int64_t count, int64_t share)
{
    return failures > 0 && failures >= count && failures * 100 >= share * attempts;
}

static bool
is_failing(const AlertLimits *limits, const HealthNumbers *n)
{
    return is_above(n->failures, n->attempts, limits->failing_count, limits->failing_share) ||
           is_above(n->recent_failures, n->recent_attempts, limits->recent_count, limits->recent_share);
}

/* Judged by the last minutes alone: what failed before is past, however much it was. */
static bool
is_half_failing(const AlertLimits *limits, const HealthNumbers *n)
{
    int64_t twice = 2 * n->recent_failures;

    return is_above(twice, n->recent_attempts, limits->failing_count, limits->failing_share) ||
           is_above(twice, n->recent_attempts, limits->recent_count, limits->recent_share);
}

static bool
is_slow(const AlertLimits *limits, const HealthNumbers *n)
{
    return n->measured >= limits->slow_flows && n->usual >= 0 && n->slow >= limits->slow_least &&
           n->slow * 100 > n->usual * limits->slow_percent;
}

/* Half of the way from the usual time to the limit. */
static bool
is_half_slow(const AlertLimits *limits, const HealthNumbers *n)
{
    return n->measured >= limits->slow_flows && n->usual >= 0 && n->slow >= limits->slow_least &&
           n->slow * 200 > n->usual * (100 + limits->slow_percent);
}

/* What the numbers alone say. */
static HealthState
look(const AlertLimits *limits, const HealthNumbers *numbers)
{
    if (is_failing(limits, numbers))
        return HEALTH_FAILING;
    if (is_slow(limits, numbers))
        return HEALTH_SLOW;
    return numbers->idle ? HEALTH_IDLE : HEALTH_OK;
}

static bool
is_calm(const AlertLimits *limits, const HealthNumbers *numbers, HealthState state)
{
    return state == HEALTH_FAILING ? !is_half_failing(limits, numbers) : !is_half_slow(limits, numbers);
}

/* An alert that stands: it stays, is calm, or is cleared. */
static HealthMemory
stand(const AlertLimits *limits, const HealthNumbers *numbers, const HealthMemory *before, Micros now)
{
    HealthMemory after = *before;

    if (!is_calm(limits, numbers, before->state)) {
        after.calm = 0;
        return after;
    }
    if (before->calm == 0 || before->calm > now) /* a clock that was put back begins anew */
        after.calm = now;
    if (now - after.calm < limits->quiet)
        return after;
    /* What lies before the quiet time does not count again: only slowness can be left of a failing connection. */
    bool slow = before->state == HEALTH_FAILING && is_slow(limits, numbers);
    HealthState state = slow ? HEALTH_SLOW : numbers->idle ? HEALTH_IDLE : HEALTH_OK;
    return (HealthMemory){ .state = state, .since = now };
}

HealthMemory
health_rules_next(const AlertLimits *limits, const HealthNumbers *numbers, const HealthMemory *before, Micros now)
{
    HealthState found = look(limits, numbers);
    bool stands = before->state == HEALTH_FAILING || (before->state == HEALTH_SLOW && found != HEALTH_FAILING);

    if (stands)
        return stand(limits, numbers, before, now);
    if (found == before->state)
        return *before;
    return (HealthMemory){ .state = found, .since = now };
}

/* Whether a speaks louder than b: failing before slow, then how many it hurts, or how much slower it is. */
static bool
is_worse(const ConnectionHealth *a, const ConnectionHealth *b)
{
    if (a->state != b->state)
        return a->state == HEALTH_FAILING;
    if (a->state == HEALTH_FAILING)
        return a->failed > b->failed;
    return (double)a->slow * (double)b->usual > (double)b->slow * (double)a->usual;
}

void
health_rules_judge(Health *health)
{
    health->worst = -1;
    health->needing_attention = 0;
    for (int i = 0; i < CONNECTIONS; i++) {
        const ConnectionHealth *one = &health->of[i];
        if (one->state != HEALTH_FAILING && one->state != HEALTH_SLOW)
            continue;
        health->needing_attention++;
        if (health->worst < 0 || is_worse(one, &health->of[health->worst]))
            health->worst = i;
    }
}
