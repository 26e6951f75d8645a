/* flow_browser.h -- what a person does with a browser: addresses, redirects, forms, buttons, links, tabs.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_FLOW_BROWSER_H
#define LATCHSTRING_FLOW_BROWSER_H

#include "flow_play.h"

/* browser NAME [ADDRESS]: use this browser from here on; a new one has no cookies. */
Error *browser_use(Play *play, const Str *words, size_t count) MUST_USE;

/* header NAME VALUE: of the next request only, in place of what the browser would say. */
Error *browser_header(Play *play, const Str *words, size_t count) MUST_USE;

/* GET TARGET, HEAD TARGET, PUT TARGET … */
Error *browser_get(Play *play, const Str *words, size_t count) MUST_USE;
Error *browser_head(Play *play, const Str *words, size_t count) MUST_USE;
Error *browser_put(Play *play, const Str *words, size_t count) MUST_USE;

/* POST TARGET name=value …, or POST TARGET raw BODY: as a form of our own origin would. */
Error *browser_post(Play *play, const Str *words, size_t count) MUST_USE;

/* follow [all]: the redirect; all of them, as long as they stay on the site. */
Error *browser_follow(Play *play, const Str *words, size_t count) MUST_USE;

/* form name=value …: send the page's form, with its hidden fields and what stands in the others. */
Error *browser_form(Play *play, const Str *words, size_t count) MUST_USE;

/* press BUTTON: by its value or its text. */
Error *browser_press(Play *play, const Str *words, size_t count) MUST_USE;

/* click TEXT: the link whose text has it. */
Error *browser_click(Play *play, const Str *words, size_t count) MUST_USE;

/* keep NAME, back NAME: another tab, an earlier page. No request is made. */
Error *browser_keep(Play *play, const Str *words, size_t count) MUST_USE;
Error *browser_back(Play *play, const Str *words, size_t count) MUST_USE;

/* sign-in NAME PASSWORD [TARGET]: the whole way from /login (or the target) to its end, allowing what is asked. */
Error *browser_sign_in(Play *play, const Str *words, size_t count) MUST_USE;

#endif
