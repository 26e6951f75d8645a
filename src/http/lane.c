/* lane.c -- threads that take jobs from one queue, oldest first.
 * SPDX-License-Identifier: ISC */
#include "http/lane.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

struct LanePool {
    pthread_mutex_t lock;
    pthread_cond_t work; /* a job came, or the lane stops */
    LaneJob *first, **last;
    LaneFigures figures;
    size_t limit; /* of jobs, waiting and running */
    bool dropping, stopping;
    unsigned threads;
    pthread_t ids[];
};

/* The next job, or NULL when the lane stops. Called with the lock held. */
static LaneJob *
take(LanePool *pool)
{
    while (!pool->first && !pool->stopping)
        pthread_cond_wait(&pool->work, &pool->lock);
    LaneJob *job = pool->first;
    if (!job)
        return NULL;
    pool->first = job->next;
    if (!pool->first)
        pool->last = &pool->first;
    return job;
}

static void *
work(void *arg)
{
    LanePool *pool = arg;
    LaneJob *job;

    pthread_mutex_lock(&pool->lock);
    while ((job = take(pool)) != NULL) {
        bool dropped = pool->dropping;
        pthread_mutex_unlock(&pool->lock);
        if (!dropped)
            job->run(job);
        pthread_mutex_lock(&pool->lock);
        pool->figures.jobs--;
        pool->figures.done++;
        pthread_mutex_unlock(&pool->lock);
        job->hand_back(job);
        pthread_mutex_lock(&pool->lock);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

Error *
lane_start(const LaneOptions *options, LanePool **pool)
{
    if (options->threads == 0)
        FAIL(E_CONFIG, "a lane needs at least one thread");
    LanePool *made = calloc(1, sizeof *made + options->threads * sizeof *made->ids);
    if (!made)
        FAIL(E_MEMORY, "no memory for a lane");
    pthread_mutex_init(&made->lock, NULL);
    pthread_cond_init(&made->work, NULL);
    made->last = &made->first;
    made->limit = (size_t)options->threads + options->queue;
    for (unsigned i = 0; i < options->threads; i++) {
        int status = pthread_create(&made->ids[i], NULL, work, made);
        if (status != 0) {
            lane_stop(made);
            FAIL(E_IO, "thread %u of a lane cannot be started: %s", i + 1, strerror(status));
        }
        made->threads++;
    }
    *pool = made;
    return NULL;
}

bool
lane_push(LanePool *pool, LaneJob *job)
{
    pthread_mutex_lock(&pool->lock);
    bool fits = pool->figures.jobs < pool->limit;
    pool->figures.refused += !fits;
    if (fits) {
        pool->figures.jobs++;
        job->next = NULL;
        *pool->last = job;
        pool->last = &job->next;
        pthread_cond_signal(&pool->work);
    }
    pthread_mutex_unlock(&pool->lock);
    return fits;
}

void
lane_drop(LanePool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->dropping = true;
    pthread_mutex_unlock(&pool->lock);
}

LaneFigures
lane_figures(LanePool *pool)
{
    pthread_mutex_lock(&pool->lock);
    LaneFigures figures = pool->figures;
    pthread_mutex_unlock(&pool->lock);
    return figures;
}

void
lane_stop(LanePool *pool)
{
    if (!pool)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->stopping = true;
    pthread_cond_broadcast(&pool->work);
    pthread_mutex_unlock(&pool->lock);
    for (unsigned i = 0; i < pool->threads; i++)
        pthread_join(pool->ids[i], NULL);
    assert(!pool->first);
    pthread_cond_destroy(&pool->work);
    pthread_mutex_destroy(&pool->lock);
    free(pool);
}
