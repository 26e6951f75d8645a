#!/usr/bin/env python3
# figures.py -- one person signs in at two issuers, by real HTTP; after each act the figures show exactly that, within two seconds.
# SPDX-License-Identifier: ISC
"""The acts: a sign-in at the built-in issuer, a refused consent, a wrong password and then the right one, a third sign-in, one at an
outside issuer (a second site), one refused there, one left at the password. After each, /flow.json and /reports.json and the commands
`flow` and `report` are compared with a count by hand."""
import json, sys, time, urllib.parse
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "rig"))
from latchstring import Browser, Cases, Site, hidden, temporary

PASSWORD, WRONG = "correct horse battery staple", "wrong horse battery staple"
LIMIT = 2.0  # seconds until the figures must show what happened
CONNECTIONS = "login store r302 consent cb code token access session upsert publish etl".split()
FUNNEL = "login store authorize cb access upsert etl".split()  # where a flow has reached steps 1-7
MILESTONES = "login store r302 authorize consent cb code token access session upsert publish etl".split()
CHANGES_BY_ITSELF = {"updated", "since", "until", "from", "to", "behind_ms", "panels"}  # panels: exports.py
SIGNED_IN = ("completed", "etl", None)


class Hand:
    """The count by hand: a list of flows, each (outcome, milestone reached, cause), and refused attempts."""

    def __init__(self):
        self.flows, self.refused = [], {}

    def passed(self, milestone):
        place = MILESTONES.index(milestone)
        return sum(MILESTONES.index(reached) >= place for _, reached, _ in self.flows)

    def totals(self):
        count = {word: sum(outcome == word for outcome, _, _ in self.flows) for word in ("completed", "failed", "abandoned", "open")}
        return {"started": len(self.flows), **count}

    def flow_json(self):
        return {**self.totals(), "connections": {name: self.passed(name) for name in CONNECTIONS}}

    def reports_json(self):
        causes = [cause for _, _, cause in self.flows if cause]
        return {**self.totals(), "funnel": [self.passed(name) for name in FUNNEL],
                "causes": {cause: causes.count(cause) for cause in causes}, "refused": self.refused,
                "success_rate": [self.totals()["completed"], sum(outcome != "open" for outcome, _, _ in self.flows)]}


def read_flow(found):
    names = ("started", "completed", "failed", "abandoned", "open")
    return {**{name: found[name] for name in names}, "connections": {row["id"]: row["count"] for row in found["connections"]}}


def read_reports(found):
    names = ("started", "completed", "failed", "abandoned", "open")
    rate = found["success_rate"]
    return {**{name: found[name] for name in names}, "funnel": [row["flows"] for row in found["funnel"]],
            "causes": {row["cause"]: row["flows"] for row in found["causes"]},
            "refused": {row["cause"]: row["attempts"] for row in found["refused"]},
            "success_rate": [rate["numerator"], rate["denominator"]]}


def still(found):
    return {name: value for name, value in found.items() if name not in CHANGES_BY_ITSELF}


class Watch:
    """Looks at the figures, as the person who may see them, and at what the commands print."""

    def __init__(self, cases, site, reader):
        self.cases, self.site, self.reader, self.hand, self.slowest = cases, site, reader, Hand(), 0.0

    def until(self, url, read, wanted):
        begin = time.monotonic()
        while True:
            found = self.reader.json(url)
            took = time.monotonic() - begin
            if read(found) == wanted or took > LIMIT:
                self.slowest = max(self.slowest, took)
                return read(found)
            time.sleep(0.02)

    def expect(self, act):
        flow = self.until("/flow.json", read_flow, self.hand.flow_json())
        self.cases.equal(f"{act}: /flow.json", flow, self.hand.flow_json())
        self.cases.equal(f"{act}: /reports.json", self.until("/reports.json", read_reports, self.hand.reports_json()),
                         self.hand.reports_json())
        self.reconcile(act, flow)
        self.commands(act)

    def reconcile(self, act, flow):
        counts = [flow["connections"][name] for name in CONNECTIONS]
        self.cases.check(f"{act}: no count grows along the path", counts == sorted(counts, reverse=True), counts)
        for sent, accepted in zip(CONNECTIONS, CONNECTIONS[1:]):
            resting = MILESTONES[MILESTONES.index(sent):MILESTONES.index(accepted)]
            stayed = sum(reached in resting for _, reached, _ in self.hand.flows)
            missing = flow["connections"][sent] - flow["connections"][accepted]
            if missing != stayed:
                self.cases.check(f"{act}: {sent} - {accepted} = failed + open", False, f"{missing} are missing, {stayed} stayed there")
        self.cases.equal(f"{act}: the first minus the last = failed + abandoned + open", counts[0] - counts[-1],
                         flow["failed"] + flow["abandoned"] + flow["open"])

    def commands(self, act):
        for command, url in (("flow", "/flow.json"), ("report", "/reports.json")):
            page, printed = self.reader.json(url), json.loads(self.site.must(command, "--json"))
            self.cases.equal(f"{act}: latchstring {command} --json prints the same", still(printed), still(page))


def at_the_built_in_issuer(cases, site):
    """Three sign-ins, a refusal and a wrong password between."""
    reader = Browser(site)
    watch = Watch(cases, site, reader)
    reader.sign_in("anna", PASSWORD)
    watch.hand.flows.append(SIGNED_IN)
    watch.expect("a sign-in")

    reply = Browser(site).sign_in("ben", PASSWORD, deny=True)
    cases.equal("a refused consent is answered", reply.status, 403)
    watch.hand.flows.append(("failed", "authorize", "consent_denied"))
    watch.expect("a refused consent")

    second = Browser(site)
    page = second.sign_in("anna", WRONG)
    watch.hand.flows.append(("failed", "authorize", "bad_password"))
    watch.hand.refused = {"bad_password": 1}
    watch.expect("a wrong password")
    second.follow(second.post("/signin", interaction=hidden(page), username="anna", password=PASSWORD))
    watch.hand.flows[-1] = SIGNED_IN
    watch.expect("then the right one")

    Browser(site).sign_in("anna", PASSWORD)
    watch.hand.flows.append(SIGNED_IN)
    watch.expect("a third sign-in")
    return watch


class TwoHouses(Browser):
    """One browser at two sites: the cookies of each carry its port."""

    def __init__(self, site, other):
        super().__init__(site)
        self.sites = {place.host: place for place in (site, other)}

    def request(self, method, url, form=None, headers=()):
        host = urllib.parse.urlsplit(url).netloc
        if host and self.sites[host] is not self.site:
            self.close()
            self.site = self.sites[host]
        return super().request(method, url, form, headers)


def at_the_other_issuer(cases, watch, site, other):
    browser = TwoHouses(site, other)
    reply = browser.sign_in("anna", PASSWORD, start=f"{site.url}/login?provider=other")
    cases.equal("signed in at the outside issuer", [reply.status, browser.me()["provider"]], [200, "other"])
    watch.hand.flows.append(SIGNED_IN)
    watch.expect("a sign-in at the outside issuer")

    reply = TwoHouses(site, other).sign_in("ben", PASSWORD, deny=True, start=f"{site.url}/login?provider=other")
    cases.equal("a consent refused there is answered here", reply.status, 403)
    watch.hand.flows.append(("failed", "authorize", "consent_denied"))
    watch.expect("a refusal at the outside issuer")


def what_is_no_flow(watch, site):
    """Who is signed in already, who only looks ahead, and who only asks for the head start none."""
    watch.reader.get("/login")
    Browser(site).request("HEAD", "/login")
    Browser(site).request("GET", "/login", headers={"Sec-Purpose": "prefetch"})
    watch.expect("what starts no sign-in")


def left_open(watch, site):
    Browser(site).follow(Browser(site).get("/login"))
    watch.hand.flows.append(("open", "authorize", None))
    watch.expect("one left at the password")
    Browser(site).get("/login")
    watch.hand.flows.append(("open", "r302", None))
    watch.expect("one that never came to the issuer")


def after_a_restart(cases, watch, site):
    cases.equal("the site stops in order", site.stop(), 0)
    site.start()
    watch.reader.close()
    watch.expect("after a restart")


def open_sites(folder):
    other = Site(f"{folder}/other")
    secret = Path(folder) / "secret"
    site = Site(f"{folder}/site", f"signup = everyone\n[fetch]\nallow_http = yes\n[provider other]\nissuer = {other.url}\n"
                                  f"client_id = shop\nclient_secret_file = {secret}")
    client = json.loads(other.must("client", "add", "--id", "shop", "--name", "The Shop", "--redirect-uri",
                                   f"{site.url}/callback/other", "--json"))
    secret.write_text(client["client_secret"])
    for place in (site, other):
        place.add_person("ben", PASSWORD)
        place.add_person("anna", PASSWORD, "--permission", "reports")
        place.start()
    return site, other


def main():
    folder, holder = temporary("figures")
    cases = Cases()
    site, other = open_sites(folder)
    try:
        watch = at_the_built_in_issuer(cases, site)
        at_the_other_issuer(cases, watch, site, other)
        what_is_no_flow(watch, site)
        left_open(watch, site)
        after_a_restart(cases, watch, site)
    finally:
        site.end()
        other.end()
    print(f"slowest until the figures showed it: {1000 * watch.slowest:.0f} ms")
    return cases.end()


if __name__ == "__main__":
    sys.exit(main())
