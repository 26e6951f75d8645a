/* sample.h -- pages with something on them, for the gallery and the tests.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_TEST_PAGES_SAMPLE_H
#define LATCHSTRING_TEST_PAGES_SAMPLE_H

#include "pages/pages.h"

/* The frame of all of them: in English; no arena is asked for, so its list of languages is short. */
PageFrame sample_frame(LanguageId language);

SigninPage sample_signin(void);
ConsentPage sample_consent(void);
MessagePage sample_message(void);
HomePage sample_home(void);       /* signed in */
HomePage sample_home_guest(void); /* signed out, two providers */
FlowPage sample_flow(void);
ReportsPage sample_reports(void);
ReportsPage sample_reports_empty(void);
ComplaintPage sample_complaint(void); /* after an error */

#endif
