/* gallery.c -- writes every page, in each of its states, into a folder: to look at, and for the checks of wellformed_test.py.
 * Usage: gallery FOLDER
 * SPDX-License-Identifier: ISC */
#include "sample.h"

#include <stdio.h>
#include <stdlib.h>

static const char *folder;

static void
gallery_write(const char *name, Str text)
{
    char path[4096];

    int length = snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = length > 0 && (size_t)length < sizeof path ? fopen(path, "wb") : NULL;
    if (!file || fwrite(text.ptr, 1, text.len, file) != text.len || fclose(file) != 0) {
        fprintf(stderr, "gallery: cannot write %s/%s\n", folder, name);
        exit(1);
    }
}

/* SHOW("home.html", page_home, page): render and write one page. */
#define SHOW(name, render, page)              \
    do {                                      \
        Arena *arena = arena_new(1 << 20);    \
        Buf buf = buf_new(arena, PAGE_LIMIT); \
        render(&buf, &(page));                \
        gallery_write((name), buf_str(&buf)); \
        arena_free(arena);                    \
    } while (0)

static void
gallery_signin(void)
{
    SigninPage page = sample_signin();

    page.typed_name = LIT("");
    SHOW("signin.html", page_signin, page);
    page.demo_name = LIT("ada");
    page.typed_name = LIT("ada");
    SHOW("signin-hint.html", page_signin, page);
    page.demo_name = LIT("");
    page.typed_name = LIT("ada@example.com");
    page.error = LIT("The email or password is not correct.");
    page.reference = LIT("018f4c2e-9a10");
    SHOW("signin-error.html", page_signin, page);
    page.app_name = LIT("Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft");
    page.typed_name = LIT("a.very.long.address.that.does.not.end.and.does.not.break@subdomain.of.example.com");
    SHOW("signin-long.html", page_signin, page);
}

static void
gallery_message(void)
{
    MessagePage page = sample_message();

    SHOW("message-error.html", page_message, page);
    page = (MessagePage){ .frame = sample_frame(LANGUAGE_en),
                          .title = LIT("You are signed out"),
                          .text = LIT("You can close this window now.") };
    SHOW("message.html", page_message, page);
    HiddenField hidden[] = { { LIT("confirm"), LIT("yes") } };
    page = (MessagePage){ .frame = sample_frame(LANGUAGE_en),
                          .title = LIT("Sign out?"),
                          .text = LIT("An app asks to sign you out here."),
                          .action_label = LIT("Sign out"),
                          .action_url = LIT("/end_session"),
                          .action_post = true,
                          .hidden = hidden,
                          .hidden_count = COUNT_OF(hidden) };
    SHOW("message-ask.html", page_message, page);
}

static void
gallery_home(void)
{
    HomePage page = sample_home();

    SHOW("home.html", page_home, page);
    page.display_name = LIT("");
    page.email = LIT("");
    page.sees_reports = false;
    SHOW("home-bare.html", page_home, page);
    page = sample_home_guest();
    SHOW("home-guest.html", page_home, page);
    page.provider_count = 0;
    SHOW("home-one.html", page_home, page);
}

/* The same pages from right to left, with long words, and with a brand of one's own. */
static void
gallery_languages(void)
{
    SigninPage signin = sample_signin();
    ConsentPage consent = sample_consent();
    HomePage home = sample_home_guest();

    signin.frame = sample_frame(LANGUAGE_ar);
    SHOW("signin-ar.html", page_signin, signin);
    consent.frame = sample_frame(LANGUAGE_qpr);
    SHOW("consent-qpr.html", page_consent, consent);
    home.frame = sample_frame(LANGUAGE_qps);
    SHOW("home-qps.html", page_home, home);
    home.frame = sample_frame(LANGUAGE_en);
    home.frame.logo_path = LIT("/logo.svg");
    home.frame.accent_path = LIT("/accent.css");
    home.frame.here = LIT("");
    SHOW("home-brand.html", page_home, home);
}

static void
gallery_reports(void)
{
    ReportsPage page = sample_reports();

    SHOW("reports.html", page_reports, page);
    page = sample_reports_empty();
    SHOW("reports-empty.html", page_reports, page);
}

static void
gallery_complaint(void)
{
    ComplaintPage page = sample_complaint();

    SHOW("complaint-error.html", page_complaint, page);
    page.complaint.error = LIT("");
    SHOW("complaint.html", page_complaint, page);
    page.number = LIT("C-204817");
    SHOW("complaint-sent.html", page_complaint, page);
}

int
main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: gallery FOLDER\n");
        return 2;
    }
    folder = argv[1];
    ConsentPage consent = sample_consent();
    FlowPage flow = sample_flow();
    SHOW("consent.html", page_consent, consent);
    SHOW("flow.html", page_flow, flow);
    flow.figures = false;
    SHOW("flow-plain.html", page_flow, flow);
    gallery_signin();
    gallery_message();
    gallery_home();
    gallery_languages();
    gallery_reports();
    gallery_complaint();
    gallery_write(page_style_path.ptr + 1, page_style);
    gallery_write(page_reports_style_path.ptr + 1, page_reports_style);
    gallery_write(page_board_style_path.ptr + 1, page_board_style);
    gallery_write(page_board_script_path.ptr + 1, page_board_script);
    gallery_write(page_reports_script_path.ptr + 1, page_reports_script);
    gallery_write("icon.svg", page_icon);
    return 0;
}
