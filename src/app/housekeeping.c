/* housekeeping.c -- the threads for what is due now and then. Providers have a thread of their own: they may be slow.
 * SPDX-License-Identifier: ISC */
#include "app/housekeeping.h"

#include "base/log.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#define REFRESH_EVERY 10 /* seconds: documents that are there are fetched again only when an hour old */

struct Housekeeping {
    Site *site;
    pthread_t threads[4];
    size_t thread_count;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    bool stop;
};

/* Wait, or be told to stop: then false. */
static bool
sleep_for(Housekeeping *housekeeping, int seconds)
{
    struct timespec until;

    (void)clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += seconds;
    (void)pthread_mutex_lock(&housekeeping->lock);
    int result = 0;
    while (!housekeeping->stop && result == 0)
        result = pthread_cond_timedwait(&housekeeping->wake, &housekeeping->lock, &until);
    bool go_on = !housekeeping->stop;
    (void)pthread_mutex_unlock(&housekeeping->lock);
    return go_on;
}

static void *
tend(void *arg)
{
    Housekeeping *housekeeping = arg;

    while (sleep_for(housekeeping, 1))
        site_tend(housekeeping->site);
    return NULL;
}

static bool
is_stopping(Housekeeping *housekeeping)
{
    (void)pthread_mutex_lock(&housekeeping->lock);
    bool stop = housekeeping->stop;
    (void)pthread_mutex_unlock(&housekeeping->lock);
    return stop;
}

static void *
refresh(void *arg)
{
    Housekeeping *housekeeping = arg;
    const Api *api = &housekeeping->site->api;

    do {
        for (size_t i = 0; i < api->provider_count && !is_stopping(housekeeping); i++)
            if (!provider_options(api->providers[i])->own)
                provider_refresh(api->providers[i]);
    } while (sleep_for(housekeeping, REFRESH_EVERY));
    return NULL;
}

static void *
look(void *arg)
{
    Housekeeping *housekeeping = arg;
    int seconds = (int)(housekeeping->site->house->config->alerts_every / SECOND);

    while (sleep_for(housekeeping, seconds)) {
        Error *error = alerts_look(housekeeping->site->alerts);
        if (error)
            LOG_ERROR("alerts.look", KV("text", (const char *)error->text));
    }
    return NULL;
}

/* One after the other while they are due; then a look each second, for other processes write deliveries, too. */
static void *
deliver(void *arg)
{
    Housekeeping *housekeeping = arg;
    bool sent = false;

    while (sent ? !is_stopping(housekeeping) : sleep_for(housekeeping, 1)) {
        Error *error = alerts_deliver(housekeeping->site->alerts, &sent);
        if (error)
            LOG_ERROR("alerts.deliver", KV("text", (const char *)error->text));
    }
    return NULL;
}

Error *
housekeeping_start(Site *site, Housekeeping **housekeeping)
{
    static void *(*const work[])(void *) = { tend, refresh, look, deliver };
    Housekeeping *made = calloc(1, sizeof *made);

    if (!made)
        FAIL(E_MEMORY, "no memory for housekeeping");
    made->site = site;
    (void)pthread_mutex_init(&made->lock, NULL);
    (void)pthread_cond_init(&made->wake, NULL);
    while (made->thread_count < COUNT_OF(work) &&
           pthread_create(&made->threads[made->thread_count], NULL, work[made->thread_count], made) == 0)
        made->thread_count++;
    if (made->thread_count < COUNT_OF(work)) {
        housekeeping_stop(made);
        FAIL(E_MEMORY, "a thread cannot be started: the system's limit is reached");
    }
    *housekeeping = made;
    return NULL;
}

void
housekeeping_stop(Housekeeping *housekeeping)
{
    if (!housekeeping)
        return;
    (void)pthread_mutex_lock(&housekeeping->lock);
    housekeeping->stop = true;
    (void)pthread_cond_broadcast(&housekeeping->wake);
    (void)pthread_mutex_unlock(&housekeeping->lock);
    for (size_t i = 0; i < housekeeping->thread_count; i++)
        (void)pthread_join(housekeeping->threads[i], NULL);
    (void)pthread_cond_destroy(&housekeeping->wake);
    (void)pthread_mutex_destroy(&housekeeping->lock);
    free(housekeeping);
}
