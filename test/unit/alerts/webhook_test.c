/* webhook_test.c -- secrets, signatures, and when a delivery is tried again.
 * SPDX-License-Identifier: ISC */
#include "../unit.h"

#include "alerts/delivery_rules.h"

#define NOW ((Micros)1700000000 * SECOND)

/* clang-format off */
static const struct {
    const char *what, *text;
    ErrorCode code;
} secret_cases[] = {
    { "one",               "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",                                       E_OK },
    { "with its line end", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD\r\n",                                   E_OK },
    { "two",               "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD\n\n whsec_bm90aGluZ25vdGhpbmdub3RoaW5nbm90aGluZw==\n", E_OK },
    { "none",              "",                                                                     E_CONFIG },
    { "empty lines",       "\n\n",                                                                 E_CONFIG },
    { "no prefix",         "C2FVsBQIhrscChlQIMV+b5sSYspob7oD",                                             E_CONFIG },
    { "no base64",         "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7o!",                                       E_CONFIG },
    { "too short",         "whsec_c2hvcnQ=",                                                       E_CONFIG },
    { "64 bytes",          "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==", E_OK },
    { "65 bytes",          "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", E_CONFIG },
    { "five", "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD\nwhsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD\nwhsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD\n"
              "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD\nwhsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD\n",                  E_CONFIG },
};
/* clang-format on */

static Error *
open_with(const char *secrets, Webhook **webhook)
{
    WebhookOptions options = { .url = LIT("https://example.com/hook"), .secrets = { str_from_c(secrets) } };

    return webhook_open(arena, &options, webhook);
}

static void
secrets_are_read(void **state)
{
    Webhook *webhook;

    (void)state;
    for (size_t i = 0; i < COUNT_OF(secret_cases); i++)
        ASSERT_CODE(open_with(secret_cases[i].text, &webhook), secret_cases[i].code, secret_cases[i].what);
}

/* Computed apart (Python: hmac, hashlib, base64). */
static void
each_secret_signs(void **state)
{
    AlertNews news = { .id = LIT("msg_loFOjxBNrRLzqYUf"),
                       .body = LIT("{\"event_type\":\"ping\",\"data\":{\"success\":true}}") };
    Micros at = (Micros)1731705121 * SECOND;
    Webhook *webhook;

    (void)state;
    ASSERT_CODE(open_with("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", &webhook), E_OK, "one");
    ASSERT_STR(webhook_signature(webhook, arena, &news, at), "v1,Vr7I+3nDU86QUiDSfbM2evz2uJR/7d9XDcmuTdBO8/I=");
    ASSERT_CODE(
        open_with("whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD\nwhsec_bm90aGluZ25vdGhpbmdub3RoaW5nbm90aGluZw==\n", &webhook),
        E_OK, "two");
    ASSERT_STR(webhook_signature(webhook, arena, &news, at),
               "v1,Vr7I+3nDU86QUiDSfbM2evz2uJR/7d9XDcmuTdBO8/I= v1,zM1UP1YQc4RPQElxgmRpLm3TjF8Q6BMXeZCDebi10go=");
}

/* clang-format off */
static const struct {
    const char *what;
    int64_t attempts;
    Micros age;
    int answer;
    Micros asked;
    int end;
    Micros least, most; /* again: so long from now */
} end_cases[] = {
    { "accepted",                  0, 0,          WEBHOOK_ACCEPTED, 0,            DELIVERY_DONE,     0, 0 },
    { "gone",                      0, 0,          WEBHOOK_GONE,     0,            DELIVERY_GIVEN_UP, 0, 0 },
    { "the first wait",            0, 0,          WEBHOOK_REFUSED,  0,            DELIVERY_AGAIN,    4 * SECOND, 6 * SECOND },
    { "the second",                1, MINUTE,     WEBHOOK_REFUSED,  0,            DELIVERY_AGAIN,    24 * SECOND, 36 * SECOND },
    { "the third",                 2, MINUTE,     WEBHOOK_REFUSED,  0,            DELIVERY_AGAIN,    96 * SECOND, 144 * SECOND },
    { "the longest",               7, HOUR,       WEBHOOK_REFUSED,  0,            DELIVERY_AGAIN,    192 * MINUTE, 288 * MINUTE },
    { "no longer after that",     90, HOUR,       WEBHOOK_REFUSED,  0,            DELIVERY_AGAIN,    192 * MINUTE, 288 * MINUTE },
    { "asked to wait",             0, 0,          WEBHOOK_REFUSED,  20 * SECOND,  DELIVERY_AGAIN,    20 * SECOND, 20 * SECOND },
    { "asked for less",            1, 0,          WEBHOOK_REFUSED,  SECOND,       DELIVERY_AGAIN,    24 * SECOND, 36 * SECOND },
    { "asked for a year",          0, 0,          WEBHOOK_REFUSED,  365 * DAY,    DELIVERY_AGAIN,    HOUR, HOUR },
    { "a last time at the end",    9, 23 * HOUR,  WEBHOOK_REFUSED,  0,            DELIVERY_AGAIN,    HOUR, HOUR },
    { "given up after a day",      9, 24 * HOUR,  WEBHOOK_REFUSED,  0,            DELIVERY_GIVEN_UP, 0, 0 },
    { "accepted after a day",      9, 25 * HOUR,  WEBHOOK_ACCEPTED, 0,            DELIVERY_DONE,     0, 0 },
};
/* clang-format on */

static void
refused_deliveries_come_again(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(end_cases); i++)
        for (unsigned chance = 0; chance <= 0xffff; chance += 0x3fff) {
            Delivery delivery = { .attempts = end_cases[i].attempts, .created = NOW - end_cases[i].age };
            WebhookAnswer answer = { .word = LIT("503"), .retry_after = end_cases[i].asked };
            answer.kind = end_cases[i].answer;
            DeliveryEnd end = delivery_rules_end(&delivery, &answer, NOW, chance);
            if ((int)end.kind != end_cases[i].end)
                fail_msg("%s: ended as %d", end_cases[i].what, (int)end.kind);
            if (end.kind == DELIVERY_AGAIN && (end.due < NOW + end_cases[i].least || end.due > NOW + end_cases[i].most))
                fail_msg("%s: again after %lld µs", end_cases[i].what, (long long)(end.due - NOW));
        }
}

int
main(void)
{
    const struct CMUnitTest tests[] = { UNIT(secrets_are_read), UNIT(each_secret_signs),
                                        UNIT(refused_deliveries_come_again) };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
