/* lane.h -- a pool of threads with a bounded queue; each kind of blocking work has its own, so that none starves another.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_LANE_H
#define LATCHSTRING_LANE_H

#include "http/server.h"

typedef struct LanePool LanePool;

/* Work for a lane; part of a larger struct of the caller's. */
typedef struct LaneJob LaneJob;
struct LaneJob {
    LaneJob *next;
    /* Both in a thread of the lane: the work (not when the lane gave up), then, with the lane's place free again, its return. */
    void (*run)(LaneJob *job);
    void (*hand_back)(LaneJob *job);
};

/* Start the threads. E_CONFIG when the options ask for none, E_IO when the system gives none. */
Error *lane_start(const LaneOptions *options, LanePool **pool) MUST_USE;

/* Queue a job; false when threads and queue are full. */
bool lane_push(LanePool *pool, LaneJob *job);

/* Jobs that wait, and those to come, are handed back without being run; the running ones run on. */
void lane_drop(LanePool *pool);

LaneFigures lane_figures(LanePool *pool);

/* Join the threads and free. No job may be left. NULL is allowed. */
void lane_stop(LanePool *pool);

#endif
