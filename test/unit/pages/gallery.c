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
    page.hint = LIT("This is a demo: sign in as ada with the password that the server printed when it started.");
    page.typed_name = LIT("ada");
    SHOW("signin-hint.html", page_signin, page);
    page.hint = LIT("");
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
    page = (MessagePage){ .title = LIT("You are signed out"), .text = LIT("You can close this window now.") };
    SHOW("message.html", page_message, page);
    HiddenField hidden[] = { { LIT("confirm"), LIT("yes") } };
    page = (MessagePage){ .title = LIT("Sign out?"),
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

static void
gallery_reports(void)
{
    ReportsPage page = sample_reports();

    SHOW("reports.html", page_reports, page);
    page.cause_count = 0;
    page.refused_count = 0;
    page.lag = LIT("");
    SHOW("reports-calm.html", page_reports, page);
    page = sample_reports_empty();
    SHOW("reports-empty.html", page_reports, page);
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
    gallery_reports();
    gallery_write(page_style_path.ptr + 1, page_style);
    gallery_write("icon.svg", page_icon);
    return 0;
}
