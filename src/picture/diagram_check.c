/* diagram_check.c -- what must hold between the sections of a diagram.
 * SPDX-License-Identifier: ISC */
#include "base/str.h"
#include "picture/diagram_room.h"

static bool
has_box(const Diagram *diagram, Str id)
{
    for (size_t i = 0; i < diagram->box_count; i++)
        if (str_equal(diagram->boxes[i].section.id, id))
            return true;
    return false;
}

static bool
has_milestone(const Diagram *diagram, Str id)
{
    for (size_t i = 0; i < diagram->milestone_count; i++)
        if (str_equal(diagram->milestones[i].section.id, id))
            return true;
    return false;
}

static bool
has_text(const Diagram *diagram, Str id, Str key)
{
    Str kind = LIT("arrow.");

    for (size_t i = 0; i < diagram->text_count; i++) {
        Str rest = str_slice(diagram->texts[i].key, kind.len, diagram->texts[i].key.len);
        if (str_starts(diagram->texts[i].key, kind) && str_starts(rest, id) && str_ends(rest, key) &&
            rest.len == id.len + 1 + key.len)
            return true;
    }
    return false;
}

static Error *
check_arrow(const Diagram *diagram, const DiagramArrow *arrow, const char *file)
{
    int line = arrow->section.line;
    Str id = arrow->section.id;

    if (!has_box(diagram, arrow->from) || !has_box(diagram, arrow->to))
        FAIL(E_CONFIG, "%s:%d: [arrow %.*s] goes from or to a box that is not there", file, line, STR_ARG(id));
    if (arrow->label_at.anchor == ANCHOR_BELOW)
        FAIL(E_CONFIG, "%s:%d: label_at of [arrow %.*s] cannot be \"below\": it is the first", file, line, STR_ARG(id));
    if (has_text(diagram, id, LIT("label2")) != (arrow->label2_at.anchor != ANCHOR_NONE))
        FAIL(E_CONFIG, "%s:%d: [arrow %.*s] needs both label2 and label2_at, or neither", file, line, STR_ARG(id));
    if (arrow->constant.len && !has_text(diagram, id, arrow->constant))
        FAIL(E_CONFIG, "%s:%d: \"constant\" of [arrow %.*s] names no text of it: label or label2", file, line,
             STR_ARG(id));
    if (diagram->milestone_count && !has_milestone(diagram, arrow->milestone.len ? arrow->milestone : id))
        FAIL(E_CONFIG, "%s:%d: [arrow %.*s] has no milestone: name one, or add [milestone %.*s]", file, line,
             STR_ARG(id), STR_ARG(id));
    return NULL;
}

/* They are numbered from 1, in order. */
static Error *
check_legends(const Diagram *diagram, const char *file)
{
    for (size_t i = 0; i < diagram->legend_count; i++) {
        const DiagramLegend *legend = &diagram->legends[i];
        uint64_t number;
        if (!str_to_uint(legend->section.id, DIAGRAM_LEGENDS, &number) || number != i + 1)
            FAIL(E_CONFIG, "%s:%d: the legend is numbered from 1: this one is [legend %zu]", file, legend->section.line,
                 i + 1);
        if (legend->milestone.len && !has_milestone(diagram, legend->milestone))
            FAIL(E_CONFIG, "%s:%d: there is no [milestone %.*s]", file, legend->section.line,
                 STR_ARG(str_slice(legend->milestone, 0, DIAGRAM_ID_LIMIT)));
    }
    return NULL;
}

Error *
diagram_check(const Diagram *diagram, const char *file)
{
    if (!diagram->head_count)
        FAIL(E_CONFIG, "%s: there is no section [diagram] with id and title", file);
    for (size_t i = 0; i < diagram->arrow_count; i++)
        TRY(check_arrow(diagram, &diagram->arrows[i], file));
    for (size_t i = 0; i < diagram->box_count; i++) {
        const DiagramBox *box = &diagram->boxes[i];
        if (box->shape == SHAPE_TALL && box->place.height < 300)
            FAIL(E_CONFIG, "%s:%d: a tall box is at least 300 high", file, box->section.line);
    }
    return check_legends(diagram, file);
}
