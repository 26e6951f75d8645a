/* flow_picture.c -- /flow.svg: the picture itself, live; and /flow.json, its figures.
 * SPDX-License-Identifier: ISC */
#include "api/flow_sight.h"
#include "api/handlers.h"
#include "api/session.h"
#include "base/str.h"
#include "http/reply_gzip.h"
#include "http/request_language.h"

const Field flow_picture_fields[] = {
    FIELD(FlowPictureForm, lang, 35, OPTIONAL),
    FIELD(FlowPictureForm, text, 16, OPTIONAL),
    FIELD_END,
};

/* ?lang= counts for a picture on somebody's page; else the reader's own language. */
static Error *
asked_language(const Request *request, Str lang, LanguageId *language)
{
    *language = request_language(request);
    if (lang.len && !language_find(lang, language))
        FAIL(E_INVALID_REQUEST, "lang=%.*s: this language is not spoken here; docs/translating.md lists those that are",
             STR_ARG(str_slice(lang, 0, 40)));
    return NULL;
}

static Str
variant_of(const FlowPictureForm *form)
{
    return str_equal(form->text, LIT("live")) ? LIT("live") : LIT("file");
}

/* Whether everyone may see the figures, they are at hand, and the reader has them: then 304 needs no store, and nothing is copied. */
static bool
has_it(const Request *request, const Api *api, const FlowPictureForm *form, FlowSight *sight)
{
    *sight = (FlowSight){ .arena = request->arena };
    if (!api->flow_open || request_header(request, LIT("If-None-Match")).len == 0)
        return false;
    sight->view.version = flow_now_at_hand(api->flow_now, request->now);
    return sight->view.version && asked_language(request, form->lang, &sight->language) == NULL &&
           flow_sight_matches(request, sight, api, variant_of(form));
}

/* On the loop only when the answer is certain: else a stranger's made-up tag would have the picture drawn there. */
Lane
flow_picture_lane(const Request *request, const void *app)
{
    FlowPictureForm form = { .lang = LIT("") };
    FlowSight sight;

    if (form_decode(request->arena, request->query, flow_picture_fields, &form) != NULL)
        return LANE_STORE;
    return has_it(request, app, &form, &sight) ? LANE_FAST : LANE_STORE;
}

static Error *
draw(Request *request, const FlowSight *sight, PictureText mode, FlowDrawing *drawing)
{
    const Api *api = request->app;
    FlowWish wish = {
        .language = sight->language, .mode = mode, .version = sight->view.version, .gzip = reply_gzip_accepted(request)
    };
    PictureFigures figures;

    if (sight->allowed)
        flow_words_picture(request->arena, sight->language, &sight->view, sight->engines, &figures);
    return flow_shelf_draw(api->flow_shelf, request->arena, &wish, sight->allowed ? &figures : NULL, drawing);
}

Error *
flow_picture_get(Request *request, const void *input, Reply *reply)
{
    const FlowPictureForm *form = input;
    bool live = str_equal(form->text, LIT("live"));
    LanguageId language;
    FlowSight sight;
    FlowDrawing drawing;

    if (!has_it(request, request->app, form, &sight)) {
        TRY(asked_language(request, form->lang, &language));
        TRY(flow_sight(request, language, &sight));
    }
    if (flow_sight_unchanged(request, &sight, variant_of(form), reply))
        return NULL;
    TRY(draw(request, &sight, live ? PICTURE_LIVE : PICTURE_OUTLINE, &drawing));
    reply_text(reply, 200, LIT("image/svg+xml; charset=utf-8"), drawing.bytes);
    if (drawing.gzip)
        reply->gzip = drawing.bytes;
    return NULL;
}

Error *
flow_picture_get_json(Request *request, const void *input, Reply *reply)
{
    const Api *api = request->app;
    FlowView view;
    Str json;

    (void)input;
    if (!api->flow_open)
        TRY(session_require(request, PERMISSION_REPORTS));
    TRY(flow_now_collect(&api->figures, request->arena, request->now, &view));
    TRY(figures_flow_json(request->arena, &view.set, &view.health, &json));
    reply_json(reply, 200, json);
    return NULL;
}
