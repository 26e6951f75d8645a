/* delivery_rules.c -- when a delivery is tried again, and when it is given up.
 * SPDX-License-Identifier: ISC */
#include "alerts/delivery_rules.h"

static const Micros waits[] = {
    5 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 4 * HOUR
};

static Micros
wait_after(int64_t attempts, unsigned chance)
{
    size_t last = COUNT_OF(waits) - 1;
    Micros wait = waits[attempts < (int64_t)last ? (size_t)attempts : last];

    /* 4/5 to 6/5 of it: receivers that broke together are not asked together. */
    return wait * 4 / 5 + wait * 2 / 5 * (chance & 0xffff) / 0x10000;
}

DeliveryEnd
delivery_rules_end(const Delivery *delivery, const WebhookAnswer *answer, Micros now, unsigned chance)
{
    DeliveryEnd end = { .word = answer->word };
    Micros asked = answer->retry_after < DELIVERY_ASKED_MAX ? answer->retry_after : DELIVERY_ASKED_MAX;

    if (answer->kind == WEBHOOK_ACCEPTED) {
        end.kind = DELIVERY_DONE;
        return end;
    }
    end.kind = DELIVERY_GIVEN_UP;
    if (answer->kind == WEBHOOK_GONE || now - delivery->created >= DELIVERY_FOR)
        return end;
    Micros wait = wait_after(delivery->attempts, chance);
    end.kind = DELIVERY_AGAIN;
    end.not_before = asked > 0 ? now + asked : 0;
    end.due = now + (wait > asked ? wait : asked);
    /* The last attempt is made at the end of the time, not hours before it. */
    if (end.due > delivery->created + DELIVERY_FOR)
        end.due = delivery->created + DELIVERY_FOR > now + SECOND ? delivery->created + DELIVERY_FOR : now + SECOND;
    return end;
}
