/* health_rules.h -- pure: numbers of the last minutes, what was remembered, and the time give the state of now.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_HEALTH_RULES_H
#define LATCHSTRING_HEALTH_RULES_H

#include "alerts/health.h"

/* The limits; settings [alerts]. */
typedef struct AlertLimits {
    int64_t failing_count; /* 5: so many failures … */
    int64_t failing_share; /* 2: … that are so many per cent of the attempts in the window … */
    int64_t recent_count;  /* 1: … or so many … */
    int64_t recent_share;  /* 20: … that are so many per cent in the last minutes */
    int64_t slow_flows;    /* 20: so many times measured … */
    int64_t slow_percent;  /* 200: … of which the 95th percentile is above so many per cent of the usual … */
    Micros slow_least;     /* … and at least this long: nobody notices less */
    Micros quiet;          /* so long all must be below half of the limits until an alert is cleared */
} AlertLimits;

/* What is known of one connection. */
typedef struct HealthNumbers {
    int64_t attempts, failures;               /* in the window, at most since the last alert was cleared */
    int64_t recent_attempts, recent_failures; /* in the last minutes */
    int64_t measured;                         /* times in the last 15 minutes */
    Micros slow, usual;                       /* 95th percentiles: of these, and of 7 days; -1 when not known */
    bool idle;                                /* no flow came here in the window */
} HealthNumbers;

/* What is remembered of it. */
typedef struct HealthMemory {
    HealthState state;
    Micros since; /* when it came into this state */
    Micros
        calm; /* since when nothing is the matter any more, though the state is still slow or failing; 0 when something is */
} HealthMemory;

/* Failing outranks slow; an alert is raised at once, and cleared when all was calm for the quiet time. */
HealthMemory health_rules_next(const AlertLimits *limits, const HealthNumbers *numbers, const HealthMemory *before,
                               Micros now);

/* Which connection the verdict speaks of, and how many need attention: fills health->worst and .needing_attention. */
void health_rules_judge(Health *health);

#endif
