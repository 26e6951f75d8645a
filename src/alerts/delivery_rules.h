/* delivery_rules.h -- pure: after an attempt, is a delivery done, tried again and when, or given up?
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_DELIVERY_RULES_H
#define LATCHSTRING_DELIVERY_RULES_H

#include "alerts/webhook.h"

#define DELIVERY_FOR       (24 * HOUR) /* then it is given up */
#define DELIVERY_ASKED_MAX HOUR        /* a receiver may ask for a pause of this length at most */

/* chance: random, 0 to 65535. Waits are 5 s, 30 s, 2 min, 10 min, 30 min, 1 h, 2 h and then 4 h, each a fifth shorter or longer by
 * chance. */
DeliveryEnd delivery_rules_end(const Delivery *delivery, const WebhookAnswer *answer, Micros now, unsigned chance);

#endif
