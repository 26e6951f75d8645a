/* labels.h -- names as small numbers, and series of (kind, provider, app). Names that strangers could multiply are bounded.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_LABELS_H
#define LATCHSTRING_LABELS_H

#include "model/model.h"
#include "sql/sql.h"

/* Stored: never renumber. */
typedef enum LabelKind { LABEL_PROVIDER, LABEL_APP, LABEL_CAUSE, LABEL_EVENT } LabelKind;

/* At most so many different names of providers and of apps, then "other". */
#define LABELS_MAX 200

/* The series of what is no flow. */
#define SERIES_HOUSE FLOW_KINDS

typedef struct Labels Labels; /* what one batch has looked up so far */

Labels *labels_new(Tx *tx);

/* The number of a name, made when it is new. A cause that errors.def does not know is "other", and so is a name that is too
 * many, or longer than NAME_LIMIT. */
Error *labels_find(Labels *labels, LabelKind kind, Str text, int64_t *label) MUST_USE;

/* What is counted apart. kind: a FlowKind or SERIES_HOUSE. */
typedef struct SeriesName {
    int kind;
    bool test; /* flows of the test sign-in */
    Str provider, app;
} SeriesName;

Error *labels_series(Labels *labels, const SeriesName *name, int64_t *series) MUST_USE;

#endif
