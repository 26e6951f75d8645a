/* flow_message.h -- one request, written as bytes, read by the server's own grammar and answered by the site's router; and what has
 * to be true of every answer.
 * SPDX-License-Identifier: ISC */
#ifndef LATCHSTRING_FLOW_MESSAGE_H
#define LATCHSTRING_FLOW_MESSAGE_H

#include "flow_play.h"

typedef struct Message {
    Str method, target;
    Str content_type, body; /* "": none */
    Str peer;
    Header headers[PLAY_HEADERS_MAX];
    size_t header_count;
} Message;

/* A header, unless the script gives the next request one of that name. */
void message_header(const Play *play, Message *message, Str name, Str value);

/* Send it with the script's own headers, which are used up by it. The page's texts live in the play. E_SERVER_ERROR: the answer
 * breaks a rule that holds for all. */
Error *message_send(Play *play, const Message *message, Page *page) MUST_USE;

/* The first header of that name; *found says whether there is one. */
Str message_page_header(const Page *page, Str name, bool *found);

/* The page's place for redirects of its forms: the sources of its Content-Security-Policy's form-action. */
Str message_form_action(const Page *page);

#endif
