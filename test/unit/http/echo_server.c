/* echo_server.c -- the tests' routes on a real port, for test/raw and for measuring: echo_server [ADDRESS:PORT [LOOPS]]. It prints
 * its port, and stops by SIGINT or SIGTERM. Its read deadline is two seconds.
 * SPDX-License-Identifier: ISC */
#include "base/log.h"
#include "base/str.h"
#include "crypto/random.h"
#include "server_fixture.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
serve(const ServerOptions *options, Router *router, const sigset_t *signals)
{
    Server *server;
    int signal_number;
    Error *error = server_start(options, router, &server);

    if (error) {
        fprintf(stderr, "echo_server: %s\n", error->text);
        return 1;
    }
    printf("%u\n", server_port(server));
    (void)fflush(stdout);
    (void)sigwait(signals, &signal_number);
    server_stop(server, SECOND);
    return 0;
}

int
main(int argc, char **argv)
{
    ServerOptions options = fixture_options();
    char origin[128];
    sigset_t signals;

    if (argc > 1)
        options.listen = str_from_c(argv[1]);
    if (argc > 2)
        options.loops = (unsigned)strtoul(argv[2], NULL, 10);
    options.read_deadline = 2 * SECOND;
    Buf buf = buf_fixed(origin, sizeof origin);
    buf_add(&buf, LIT("http://"));
    buf_add(&buf, options.listen);
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    (void)sigprocmask(SIG_BLOCK, &signals, NULL);
    log_configure(LOG_FORMAT_NONE);
    if (random_init())
        return 1;
    Router *router = fixture_router(buf_str(&buf));
    int status = serve(&options, router, &signals);
    router_free(router);
    return status;
}
