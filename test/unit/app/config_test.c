/* config_test.c -- settings: what each kind accepts, what errors say, which source wins.
 * SPDX-License-Identifier: ISC */
#include "app/config.h"
#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define ARENA_LIMIT      ((size_t)4 << 20)
#define VARIABLES_MAX    16
#define ENVIRONMENT(...) environment_of((const char *[]){ __VA_ARGS__, NULL })
#define NO_ENVIRONMENT   ((char *[]){ NULL })

/* What is needed beside a provider for it to be accepted. */
#define PROVIDER "signup = invited\n[provider corp]\nissuer = https://login.corp.example\nclient_id = we\n"

static Arena *arena;
static Config config;

static int
set_up(void **state)
{
    (void)state;
    arena = arena_new(ARENA_LIMIT);
    memset(&config, 0, sizeof config);
    return arena ? 0 : -1;
}

static int
tear_down(void **state)
{
    (void)state;
    arena_free(arena);
    return 0;
}

static char **
environment_of(const char **variables)
{
    char **copy = ARENA_NEW(arena, char *, VARIABLES_MAX + 1);

    for (size_t i = 0; variables[i]; i++) {
        assert_true(i < VARIABLES_MAX);
        copy[i] = str_to_c(arena, str_from_c(variables[i]));
    }
    return copy;
}

static void
assert_str(Str found, const char *expected)
{
    assert_string_equal(str_to_c(arena, found), expected);
}

static void
must_parse(const char *text, char **environment)
{
    Error *error = config_parse(arena, "f.ini", str_from_c(text), environment, &config);

    if (error)
        fail_msg("%s: refused: %s", text, error->text);
}

/* Every row must be refused with exactly this sentence. */
typedef struct Refusal {
    const char *text, *sentence;
} Refusal;

static void
must_refuse(const Refusal *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        Error *error = config_parse(arena, "f.ini", str_from_c(rows[i].text), NO_ENVIRONMENT, &config);
        if (!error)
            fail_msg("accepted: %s", rows[i].text);
        assert_string_equal(error->text, rows[i].sentence);
        assert_int_equal(error->code, E_CONFIG);
    }
}

static void
everything_has_a_default(void **state)
{
    (void)state;
    must_parse("", NO_ENVIRONMENT);
    assert_str(config.listen, "127.0.0.1:8080");
    assert_str(config.public_url, "http://localhost:8080");
    assert_str(config.data_dir, "./var");
    assert_str(config.database, "sqlite:./var/latchstring.db");
    assert_str(config.cache, "lmdb:./var/cache");
    assert_str(config.queue, "outbox:");
    assert_str(config.reports, "sqlite:./var/reports.db");
    assert_str(config.key_file, "./var/seal.key");
    assert_str(config.site_name, "Latchstring");
    assert_int_equal(config.signup.kind, SIGNUP_INVITED);
    assert_int_equal(config.session_lifetime, 12 * HOUR);
    assert_int_equal(config.etl_keep_events, 90 * DAY);
    assert_int_equal(config.guess_window, 15 * MINUTE);
    assert_int_equal(config.cache_size, (size_t)1 << 30);
    assert_int_equal(config.log, LOG_FORMAT_LOGFMT);
    assert_int_equal(config.show_reports, CONFIG_SHOW_PERMISSION);
    assert_true(config.lanes_hash_threads >= 1);
    assert_false(config.fetch_allow_http);
    assert_int_equal(config.provider_count, 0);
    assert_int_equal(config.proxies.count, 0);
}

static void
a_file_sets_every_kind(void **state)
{
    (void)state;
    must_parse("; a comment\n"
               "listen = [::1]:9443 ; another\n"
               "data_dir = /srv/id\r\n"
               "public_url = https://id.example.com:443\n"
               "log = json\n"
               "proxies = 10.0.0.1, 10.0.0.2  2001:DB8::0:1\n"
               "cache_size=64M\n"
               "[session]\n"
               "  lifetime = 90m\n"
               "[fetch]\n"
               "allow_http = yes\n"
               "[lanes]\n"
               "hash_threads = 3\n",
               NO_ENVIRONMENT);
    assert_str(config.listen, "[::1]:9443");
    assert_str(config.public_url, "https://id.example.com");
    assert_str(config.database, "sqlite:/srv/id/latchstring.db");
    assert_int_equal(config.log, LOG_FORMAT_JSON);
    assert_int_equal(config.proxies.count, 3);
    assert_str(config.proxies.items[1], "10.0.0.2");
    assert_str(config.proxies.items[2], "2001:db8::1");
    assert_int_equal(config.cache_size, 64 << 20);
    assert_int_equal(config.session_lifetime, 90 * MINUTE);
    assert_true(config.fetch_allow_http);
    assert_int_equal(config.lanes_hash_threads, 3);
}

static void
variables_stand_for_the_directory_and_the_port(void **state)
{
    (void)state;
    must_parse("listen = 0.0.0.0:81\ndata_dir = d\ndatabase = sqlite:${data_dir}/${port}.db\n", NO_ENVIRONMENT);
    assert_str(config.public_url, "http://localhost:81");
    assert_str(config.database, "sqlite:d/81.db");
}

static void
the_environment_wins(void **state)
{
    (void)state;
    must_parse("site_name = File\n[session]\nlifetime = 1h\n",
               ENVIRONMENT("HOME=/", "LATCHSTRING_SITE_NAME=Environment", "LATCHSTRING_SESSION_LIFETIME=2h",
                           "LATCHSTRING_SHOW_FLOW=everyone", "LATCHSTRING_DATABASE="));
    assert_str(config.site_name, "Environment");
    assert_int_equal(config.session_lifetime, 2 * HOUR);
    assert_int_equal(config.show_flow, CONFIG_SHOW_EVERYONE);
    assert_str(config.database, "sqlite:./var/latchstring.db");
}

static void
what_kubernetes_sets_is_passed_over(void **state)
{
    (void)state;
    must_parse("", ENVIRONMENT("LATCHSTRING_SERVICE_HOST=10.0.0.7", "LATCHSTRING_SERVICE_PORT=8080",
                               "LATCHSTRING_PORT=tcp://10.0.0.7:8080", "LATCHSTRING_PORT_8080_TCP_ADDR=10.0.0.7",
                               "LATCHSTRING_WEB_SERVICE_PORT_HTTP=80", "LATCHSTRING_CONFIG=/etc/passwd"));
}

static void
unknown_names_are_refused_with_the_nearest(void **state)
{
    static const Refusal rows[] = {
        { "sitename = x\n", "f.ini:1: unknown setting \"sitename\"; did you mean \"site_name\"?" },
        { "\n[session]\nlifetme = 1h\n", "f.ini:3: unknown setting \"lifetme\"; did you mean \"lifetime\"?" },
        { "session_lifetime = 1h\n",
          "f.ini:1: unknown setting \"session_lifetime\"; did you mean \"lifetime\" in [session]?" },
        { "[lanes]\nlisten = 1\n", "f.ini:2: unknown setting \"listen\"; docs/configuration.md lists them" },
        { "qqqqqqqqqqqq = 1\n", "f.ini:1: unknown setting \"qqqqqqqqqqqq\"; docs/configuration.md lists them" },
        { "[sesion]\nlifetime = 1h\n", "f.ini:2: unknown section \"sesion\"; did you mean [session]?" },
        { "[provider]\nissuer = x\n", "f.ini:2: unknown section \"provider\"; did you mean [provider NAME]?" },
        { "[zzzzzzzzzzzz]\na = b\n", "f.ini:2: unknown section \"zzzzzzzzzzzz\"; docs/configuration.md lists them" },
        { PROVIDER "client_secret = x\n",
          "f.ini:5: unknown setting \"client_secret\"; did you mean \"client_secret_file\"?" },
        { PROVIDER "isuer = x\n", "f.ini:5: unknown setting \"isuer\"; did you mean \"issuer\"?" },
    };

    (void)state;
    must_refuse(rows, COUNT_OF(rows));
}

static void
a_webhook_needs_tls_and_a_secret(void **state)
{
    static const Refusal rows[] = {
        { "[alerts]\nwebhook_url = http://hooks.example.com/x\n", "webhook_url of [alerts] must start with https://" },
        { "[alerts]\nwebhook_url = http://localhost/x\n", "webhook_url of [alerts] must start with https://" },
        { "[alerts]\nwebhook_url = https://hooks.example.com/x\n",
          "webhook_secret_file of [alerts] must be set when there is a webhook_url: make a secret by (printf whsec_; "
          "openssl rand -base64 32) > FILE" },
    };

    (void)state;
    must_refuse(rows, COUNT_OF(rows));
}

static void
unknown_variables_are_refused_with_the_nearest(void **state)
{
    static const struct {
        const char *variable, *sentence;
    } rows[] = {
        { "LATCHSTRING_LISTN=x", "unknown variable LATCHSTRING_LISTN; did you mean LATCHSTRING_LISTEN?" },
        { "LATCHSTRING_QQQQQQQQQQ=x", "unknown variable LATCHSTRING_QQQQQQQQQQ; docs/configuration.md lists them" },
        { "LATCHSTRING_PROVIDER_CORP_SECRET=x", "LATCHSTRING_PROVIDER_CORP_SECRET: unknown setting of a provider; "
                                                "expected LATCHSTRING_PROVIDER_NAME_ and one of "
                                                "docs/configuration.md" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Error *error = config_parse(arena, "f.ini", LIT(""), ENVIRONMENT(rows[i].variable), &config);
        assert_non_null(error);
        assert_string_equal(error->text, rows[i].sentence);
    }
}

static void
wrong_values_are_refused_with_what_is_expected(void **state)
{
    static const Refusal rows[] = {
        { "listen = 8080\n",
          "f.ini:1: listen is \"8080\"; expected an IP address and a port, such as 127.0.0.1:8080 or [::1]:8080" },
        { "listen = ::1:8080\n",
          "f.ini:1: listen is \"::1:8080\"; expected an IP address and a port, such as 127.0.0.1:8080 or [::1]:8080" },
        { "listen = [127.0.0.1]:8080\n",
          "f.ini:1: listen is \"[127.0.0.1]:8080\"; expected an IP address and a port, such as 127.0.0.1:8080 or "
          "[::1]:8080" },
        { "listen = 127.0.0.1:0\n", "f.ini:1: listen is \"127.0.0.1:0\"; expected an IP address and a port, such as "
                                    "127.0.0.1:8080 or [::1]:8080" },
        { "listen = 127.0.0.1:65536\n",
          "f.ini:1: listen is \"127.0.0.1:65536\"; expected an IP address and a port, such as 127.0.0.1:8080 or "
          "[::1]:8080" },
        { "public_url = https://id.example.com/sso\n", "f.ini:1: public_url is \"https://id.example.com/sso\"; "
                                                       "expected http:// or https://, a host and perhaps a port, "
                                                       "without a path, such as https://id.example.com" },
        { "public_url = ftp://id.example.com\n", "f.ini:1: public_url is \"ftp://id.example.com\"; expected http:// or "
                                                 "https://, a host and perhaps a port, without "
                                                 "a path, such as https://id.example.com" },
        { "database = postgresql://db/x\n", "f.ini:1: database is \"postgresql://db/x\"; expected sqlite:PATH" },
        { "database = sqlite:\n", "f.ini:1: database is \"sqlite:\"; expected sqlite:PATH" },
        { "queue = outbox:x\n", "f.ini:1: queue is \"outbox:x\"; expected outbox:" },
        { "log = xml\n", "f.ini:1: log is \"xml\"; expected logfmt or json" },
        { "site_name =\n", "f.ini:1: site_name is empty; expected text of 1 to 128 bytes" },
        { "data_dir = ${home}\n", "f.ini:1: data_dir is \"${home}\"; expected a path" },
        { "proxies = 10.0.0.1, proxy.example\n", "f.ini:1: proxies is \"10.0.0.1, proxy.example\"; expected IP "
                                                 "addresses with spaces between them, at most 64" },
        { "cache_size = 1M\n", "f.ini:1: cache_size is \"1M\"; expected a size from 16M to 1024G, such as 64M" },
        { "cache_size = 99999999999G\n",
          "f.ini:1: cache_size is \"99999999999G\"; expected a size from 16M to 1024G, such as 64M" },
        { "[session]\nlifetime = 12\n",
          "f.ini:2: lifetime is \"12\"; expected a duration from 1m to 365d, such as 30s, 15m, 12h or 90d" },
        { "[session]\nlifetime = 366d\n",
          "f.ini:2: lifetime is \"366d\"; expected a duration from 1m to 365d, such as 30s, 15m, 12h or 90d" },
        { "[connections]\ntotal = 9\n", "f.ini:2: total is \"9\"; expected a whole number from 10 to 1000000" },
        { "[connections]\ntotal = -1\n", "f.ini:2: total is \"-1\"; expected a whole number from 10 to 1000000" },
        { "[fetch]\nallow_http = maybe\n", "f.ini:2: allow_http is \"maybe\"; expected yes or no" },
        { "signup = domain:localhost\n",
          "f.ini:1: signup is \"domain:localhost\"; expected everyone, invited, or domain: and a domain, such as "
          "domain:example.com" },
        { "signup = domain:a@b.example\n",
          "f.ini:1: signup is \"domain:a@b.example\"; expected everyone, invited, or domain: and a domain, such as "
          "domain:example.com" },
        { "key_file = credential:../x\n",
          "f.ini:1: key_file is not usable; expected the path of a file, or credential:NAME for a file in "
          "$CREDENTIALS_DIRECTORY" },
        { "site_name = a\tb\n", "f.ini:1: site_name is \"a?b\"; expected text of 1 to 128 bytes" },
    };

    (void)state;
    must_refuse(rows, COUNT_OF(rows));
}

static void
a_wrong_variable_is_named(void **state)
{
    (void)state;
    Error *error = config_parse(arena, "f.ini", LIT("log = json\n"), ENVIRONMENT("LATCHSTRING_LOG=xml"), &config);
    assert_non_null(error);
    assert_string_equal(error->text, "LATCHSTRING_LOG is \"xml\"; expected logfmt or json");
}

static void
files_that_are_no_ini_are_refused(void **state)
{
    static const Refusal rows[] = {
        { "listen = 127.0.0.1:1\nlisten = 127.0.0.1:2\n",
          "f.ini:2: listen is set a second time; the first is f.ini:1: listen" },
        { "hello\n", "f.ini:1: expected name = value, [section] or a comment that starts with ; or #" },
        { "\n\n[session\n", "f.ini:3: expected name = value, [section] or a comment that starts with ; or #" },
        { "site_name = \xff\n", "f.ini: this is not UTF-8 text; expected lines of the form name = value" },
    };

    (void)state;
    must_refuse(rows, COUNT_OF(rows));
}

static void
a_line_has_a_limit(void **state)
{
    char *text = str_to_c(arena, str_format(arena, "\n%5000s\n", "x"));

    (void)state;
    Error *error = config_parse(arena, "f.ini", str_from_c(text), NO_ENVIRONMENT, &config);
    assert_non_null(error);
    assert_string_equal(error->text, "f.ini:2: this line is longer than 4094 bytes");
}

static void
a_long_wrong_value_is_cut_in_the_sentence(void **state)
{
    char *text = str_to_c(arena, str_format(arena, "log = %0200d\n", 7));

    (void)state;
    Error *error = config_parse(arena, "f.ini", str_from_c(text), NO_ENVIRONMENT, &config);
    assert_non_null(error);
    assert_string_equal(error->text,
                        "f.ini:1: log is \"000000000000000000000000000000000000000000000000000000000000…\"; "
                        "expected logfmt or json");
}

static void
providers_come_from_sections_and_variables(void **state)
{
    (void)state;
    must_parse("signup = domain:Corp.Example\n"
               "[provider corp]\n"
               "issuer = https://login.corp.example/tenant\n"
               "client_id = we\n"
               "[provider other]\n"
               "issuer = http://localhost:9000\n"
               "client_id = us\n"
               "label = The other one\n"
               "scopes = openid\n",
               ENVIRONMENT("LATCHSTRING_PROVIDER_CORP_LABEL=Corporation", "LATCHSTRING_PROVIDER_MY_IDP_CLIENT_ID=me",
                           "LATCHSTRING_PROVIDER_MY_IDP_ISSUER=https://idp.example"));
    assert_int_equal(config.signup.kind, SIGNUP_DOMAIN);
    assert_str(config.signup.domain, "corp.example");
    assert_int_equal(config.provider_count, 3);
    assert_str(config.providers[0].name, "corp");
    assert_str(config.providers[0].label, "Corporation");
    assert_str(config.providers[0].issuer, "https://login.corp.example/tenant");
    assert_str(config.providers[0].scopes, "openid profile email");
    assert_int_equal(config.providers[0].client_secret.value.len, 0);
    assert_str(config.providers[1].label, "The other one");
    assert_str(config.providers[1].scopes, "openid");
    assert_str(config.providers[2].name, "my-idp");
    assert_str(config.providers[2].label, "my-idp");
}

static void
half_a_provider_is_refused(void **state)
{
    static const Refusal rows[] = {
        { "signup = invited\n[provider corp]\nclient_id = we\n",
          "f.ini:3: [provider corp]: issuer must be set; expected an address such as https://accounts.example.com" },
        { "signup = invited\n[provider corp]\nissuer = https://a.example\n",
          "f.ini:3: [provider corp]: client_id must be set; expected text of 1 to 256 bytes" },
        { "[provider corp]\nissuer = https://a.example\nclient_id = we\n",
          "signup must be set when there is a provider ([provider corp]); expected everyone, invited or "
          "domain:example.com" },
        { "signup =\n[provider corp]\nissuer = https://a.example\nclient_id = we\n",
          "signup must be set when there is a provider ([provider corp]); expected everyone, invited or "
          "domain:example.com" },
        { "signup = invited\n[provider corp]\nissuer = http://a.example\nclient_id = we\n",
          "f.ini:3: issuer must start with https://; without TLS, who listens in can sign in as anyone" },
        { "signup = invited\n[provider corp]\nissuer = https://a.example?x=1\nclient_id = we\n",
          "f.ini:3: issuer is \"https://a.example?x=1\"; expected an address such as https://accounts.example.com" },
        { PROVIDER "scopes = profile email\n",
          "f.ini:5: scopes lacks openid; without it a provider does not say who signed in" },
        { "[provider Corp]\nclient_id = we\n",
          "f.ini:2: a provider's name has 1 to 32 letters a-z, digits and hyphens" },
        { "[provider latchstring]\nclient_id = we\n",
          "f.ini:2: the provider \"latchstring\" is the built-in Authorization Server; take another name" },
    };

    (void)state;
    must_refuse(rows, COUNT_OF(rows));
}

static void
seventeen_providers_are_one_too_many(void **state)
{
    Str text = LIT("");

    (void)state;
    for (int i = 0; i < 17; i++)
        text = str_format(arena, "%.*s[provider p%d]\nclient_id = x\n", STR_ARG(text), i);
    Error *error = config_parse(arena, "f.ini", text, NO_ENVIRONMENT, &config);
    assert_non_null(error);
    assert_string_equal(error->text, "f.ini:34: one provider too many; at most 16 fit");
}

/* ---- with real files ---- */

static const char *
file_with(const char *text)
{
    char *path = str_to_c(arena, LIT("/tmp/latchstring-config-XXXXXX"));
    int fd = mkstemp(path);

    assert_true(fd >= 0);
    assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
    assert_int_equal(close(fd), 0);
    return path;
}

static void
a_secret_is_read_from_its_file(void **state)
{
    const char *path = file_with("s3cr3t\r\n");

    (void)state;
    must_parse(str_format(arena, PROVIDER "client_secret_file = %s\n", path).ptr, NO_ENVIRONMENT);
    assert_str(config.providers[0].client_secret.value, "s3cr3t");
    assert_int_equal(unlink(path), 0);
}

static void
a_credential_is_read_from_the_directory_of_systemd(void **state)
{
    const char *path = file_with("from systemd"), *name = strrchr(path, '/') + 1;

    (void)state;
    must_parse(str_format(arena, PROVIDER "client_secret_file = credential:%s\n", name).ptr,
               ENVIRONMENT("CREDENTIALS_DIRECTORY=/tmp"));
    assert_str(config.providers[0].client_secret.value, "from systemd");
    assert_int_equal(unlink(path), 0);
}

static void
a_secret_file_that_is_none_is_refused_without_showing_it(void **state)
{
    static const struct {
        const char *holds, *sentence;
    } rows[] = {
        { "", "is empty; expected the secret that the provider gave" },
        { "two\nlines\n", "holds more than one line of printable ASCII" },
        { NULL, "cannot be opened: No such file or directory" },
    };

    (void)state;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *path = rows[i].holds ? file_with(rows[i].holds) : "/nowhere/hunter2";
        Str text = str_format(arena, PROVIDER "client_secret_file = %s\n", path);
        Error *error = config_parse(arena, "f.ini", text, NO_ENVIRONMENT, &config);
        assert_non_null(error);
        assert_non_null(strstr(error->text, rows[i].sentence));
        assert_non_null(strstr(error->text, "[provider corp]: the client_secret_file"));
        assert_null(strstr(error->text, "hunter2"));
        if (rows[i].holds)
            assert_int_equal(unlink(path), 0);
    }
}

static void
the_file_is_named_by_argument_or_variable(void **state)
{
    const char *first = file_with("\xef\xbb\xbfsite_name = First\n"), *second = file_with("site_name = Second\n");
    char *variable = str_to_c(arena, str_format(arena, "LATCHSTRING_CONFIG=%s", second));

    (void)state;
    assert_null(config_load(arena, first, ENVIRONMENT(variable), &config));
    assert_str(config.site_name, "First");
    assert_null(config_load(arena, NULL, ENVIRONMENT(variable), &config));
    assert_str(config.site_name, "Second");
    assert_null(config_load(arena, NULL, NO_ENVIRONMENT, &config));
    assert_str(config.site_name, "Latchstring");
    assert_int_equal(unlink(first), 0);
    assert_int_equal(unlink(second), 0);
}

static void
a_file_that_is_missing_or_no_file_is_refused(void **state)
{
    (void)state;
    Error *error = config_load(arena, "/nowhere/f.ini", NO_ENVIRONMENT, &config);
    assert_non_null(error);
    assert_string_equal(error->text, "/nowhere/f.ini: cannot be opened: No such file or directory");
    error = config_load(arena, "/tmp", NO_ENVIRONMENT, &config);
    assert_non_null(error);
    assert_string_equal(error->text, "/tmp: not a file of at most 262144 bytes");
}

static void
a_refusal_leaves_the_result_untouched(void **state)
{
    (void)state;
    config.provider_count = 77;
    assert_non_null(config_parse(arena, "f.ini", LIT("site_name = x\nlog = xml\n"), NO_ENVIRONMENT, &config));
    assert_int_equal(config.provider_count, 77);
    assert_int_equal(config.site_name.len, 0);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        CASE(everything_has_a_default),
        CASE(a_file_sets_every_kind),
        CASE(variables_stand_for_the_directory_and_the_port),
        CASE(the_environment_wins),
        CASE(what_kubernetes_sets_is_passed_over),
        CASE(unknown_names_are_refused_with_the_nearest),
        CASE(a_webhook_needs_tls_and_a_secret),
        CASE(unknown_variables_are_refused_with_the_nearest),
        CASE(wrong_values_are_refused_with_what_is_expected),
        CASE(a_wrong_variable_is_named),
        CASE(files_that_are_no_ini_are_refused),
        CASE(a_line_has_a_limit),
        CASE(a_long_wrong_value_is_cut_in_the_sentence),
        CASE(providers_come_from_sections_and_variables),
        CASE(half_a_provider_is_refused),
        CASE(seventeen_providers_are_one_too_many),
        CASE(a_secret_is_read_from_its_file),
        CASE(a_credential_is_read_from_the_directory_of_systemd),
        CASE(a_secret_file_that_is_none_is_refused_without_showing_it),
        CASE(the_file_is_named_by_argument_or_variable),
        CASE(a_file_that_is_missing_or_no_file_is_refused),
        CASE(a_refusal_leaves_the_result_untouched),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
