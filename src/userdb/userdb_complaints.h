/* userdb_complaints.h -- what people wrote about the picture: received → confirmed → resolved, or dismissed with a reason.
 * Each change writes its event in the same transaction; no event carries what was written.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_USERDB_COMPLAINTS_H
#define LATCHSTRING_USERDB_COMPLAINTS_H

#include "userdb/userdb.h"

#define COMPLAINT_TEXT_LIMIT    8000 /* bytes of a description: 2,000 characters of UTF-8 */
#define COMPLAINT_REASON_LIMIT  500  /* bytes of the reason for a dismissal */
#define COMPLAINT_WORD_LIMIT    64   /* bytes of a language's code and of a picture's version */
#define COMPLAINTS_WAITING_MAX  5000 /* received or confirmed; then none is taken until some are decided */
#define COMPLAINTS_GENERIC_KEPT 1000 /* of those dismissed by the judge the oldest give way; all are counted */
#define COMPLAINTS_LISTED_MAX   1000

#define COMPLAINT_GENERIC_REASON LIT("generic")

typedef enum ComplaintState {
    COMPLAINT_RECEIVED,
    COMPLAINT_CONFIRMED,
    COMPLAINT_RESOLVED,
    COMPLAINT_DISMISSED,
    COMPLAINT_STATES
} ComplaintState;

extern const char *const userdb_complaint_states[COMPLAINT_STATES]; /* "received" … */

/* Times are 0 while they have not come. */
typedef struct Complaint {
    int64_t number; /* 100000 to 999999, drawn at random: it tells nobody how many there are. People read C-204817. */
    ComplaintState state;
    Str description;
    Str language; /* of the page that it was written on */
    Str picture;  /* which version of the picture was shown */
    Str reason;   /* dismissed: why */
    Micros received, confirmed, closed;
} Complaint;

/* What the form brought: description, language, picture. generic: the judge found that it says nothing; it is kept as dismissed.
 * E_FULL: too many wait. event: complaint.received, and complaint.dismissed for a generic one. */
Error *userdb_add_complaint(Userdb *users, Arena *arena, const Complaint *written, bool generic, Micros now,
                            int64_t *number) MUST_USE;

/* E_NOT_FOUND. */
Error *userdb_get_complaint(Userdb *users, Arena *arena, int64_t number, Complaint *complaint) MUST_USE;

/* Those that wait first, the oldest of them first; then the others, the newest first. At most COMPLAINTS_LISTED_MAX. */
Error *userdb_list_complaints(Userdb *users, Arena *arena, Complaint **list, size_t *count) MUST_USE;

/* received → confirmed, confirmed → resolved, received or confirmed → dismissed (which needs a reason). E_NOT_FOUND;
 * E_USAGE with the sentence, for any other step or a reason that is missing, too long or no clean text.
 * event: complaint.confirmed, complaint.resolved, complaint.dismissed. */
Error *userdb_decide_complaint(Userdb *users, Arena *arena, int64_t number, ComplaintState to, Str reason,
                               Micros now) MUST_USE;

/* How many there are. */
typedef struct ComplaintCounts {
    int64_t of[COMPLAINT_STATES]; /* that are kept */
    int64_t generic;              /* that the judge ever dismissed, kept or not */
} ComplaintCounts;
Error *userdb_count_complaints(Userdb *users, Arena *arena, ComplaintCounts *counts) MUST_USE;

/* What was not done in time: confirmed ones are promised to be resolved within 24 hours. */
#define COMPLAINT_ALERT_AFTER (20 * HOUR)
typedef struct ComplaintsOverdue {
    int64_t unresolved; /* confirmed COMPLAINT_ALERT_AFTER ago or earlier, and not resolved */
    int64_t unread;     /* received so long ago, and not decided */
    int64_t oldest;     /* the number of the one confirmed (if none: received) first; 0 for none */
    Micros since;       /* when that was */
} ComplaintsOverdue;
Error *userdb_complaints_overdue(Userdb *users, Arena *arena, Micros now, ComplaintsOverdue *overdue) MUST_USE;

#endif
