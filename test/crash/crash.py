#!/usr/bin/env python3
# crash.py -- kill -9 at random moments under load, again and again on the same data: nothing acknowledged is lost or counted twice.
# SPDX-License-Identifier: ISC
"""crash.py [--rounds N] [--seed S]

A round: the site starts, what the last round was told is looked up, people sign in until the site is killed. People: two who return
(single sign-on), one who refuses consent, newcomers (an account by command, password, consent, sign-out), and an app that redeems
codes. Acknowledged is what a browser saw: the redirect with the cookie of its session, the page that says "refused", the token answer.
What was sent and not answered is in doubt: it may be there once, or not at all. A sign-in and its event are known by the X-Request-Id
of the reply, which is the event's `trace`.
"""
import argparse, base64, hashlib, http.client, itertools, json, os, random, statistics, sys, threading, time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "rig"))
from latchstring import Browser, Cases, Site, query, temporary

DEAD = (OSError, http.client.HTTPException)  # what a killed site looks like to a browser
PASSWORD = "correct horse battery staple"
LOAD = (0.004, 0.120)  # seconds of sign-ins before the kill; more where the first of each takes more (sanitizers)
SETTINGS = "[guess]\nnetwork_limit = 1000000"  # a password whose check was killed counts as a wrong one
WARM_UP_LIMIT = 30  # seconds until everyone has signed in once
APP, APP_BACK, VERIFIER = "crash-app", "http://127.0.0.1:1/back", "v" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
FIGURES_LIMIT = 10  # seconds until all events must be loaded


class Faults:
    """Promises that were broken, by kind; the kinds are the cases."""

    KINDS = ("an acknowledged sign-in is in the database", "nothing is there that nobody asked for", "no event is there twice",
             "an acknowledged refusal is in the database", "an acknowledged session works after the restart",
             "an ended session stays ended", "a spent state stays spent", "a spent code stays spent, and its tokens end",
             "an access token works after the restart", "an acknowledged account is in the database",
             "the site answers as expected under load")

    def __init__(self):
        self.found, self.lock = {kind: [] for kind in self.KINDS}, threading.Lock()

    def add(self, kind, evidence):
        with self.lock:
            self.found[kind].append(evidence)


class Person:
    """Somebody who signs in again and again. `told` and `doubt` are of this round; `act` raises one of DEAD when the site is killed."""

    def __init__(self, site, faults, name):
        self.site, self.faults, self.name, self.browser = site, faults, name, Browser(site)
        self.subject, self.last, self.pending = None, None, None
        self.new_round()

    def new_round(self):
        self.told, self.refused, self.doubt = [], [], 0

    def run(self, stop):
        try:
            while not stop.is_set():
                self.act()
        except DEAD:
            pass
        except AssertionError as error:
            self.faults.add("the site answers as expected under load", f"{self.name}: {error}")
        self.browser.close()

    def call_back(self, url):
        """The request that completes a sign-in; in doubt until the reply is here."""
        self.pending, self.doubt = (url, dict(self.browser.cookies)), self.doubt + 1
        reply = self.browser.get(url)
        self.doubt -= 1
        spent, self.pending = self.pending, None
        return reply, spent

    def note_signed_in(self, reply, spent):
        if reply.status != 302 or not self.browser.app_cookie():
            raise AssertionError(f"a callback was answered with {reply.status}: {reply.body[-700:]}")
        self.told.append(reply.id)
        self.last = (self.browser.app_cookie(), spent)

    def to_callback(self, **how):
        self.browser.cookies.pop(f"app_{self.site.port}", None)
        reply = self.browser.sign_in(self.name, PASSWORD, until="/callback/", **how)
        if reply.status not in (302, 303):
            raise AssertionError(f"no redirect to the callback, but {reply.status} at {reply.url[:80]}: {reply.body[-700:]}")
        return reply.headers["location"]

    def act(self):
        self.note_signed_in(*self.call_back(self.to_callback()))

    def verify(self):
        """After a restart: the last session works, the last state is spent; what was in doubt is tried once more."""
        if self.last:
            cookie, (url, cookies) = self.last
            visitor = Browser(self.site)
            visitor.cookies[f"app_{self.site.port}"] = cookie
            me = visitor.me()
            if not me or me["preferred_username"] != self.name:
                self.faults.add("an acknowledged session works after the restart", f"{self.name}: {me}")
            self.replay(visitor, url, cookies, "a spent state stays spent")
            visitor.close()
        if self.pending:
            visitor = Browser(self.site)
            self.replay(visitor, *self.pending, None)
            visitor.close()
            self.pending = None

    def replay(self, visitor, url, cookies, fault):
        visitor.cookies = {name: value for name, value in cookies.items() if not name.startswith("app_")}
        reply = visitor.get(url)
        if reply.status == 302:
            self.told.append(reply.id)
            self.doubt -= 1 if not fault else 0
        if fault and reply.status != 400:
            self.faults.add(fault, f"{self.name}: {reply.status} at {url[:60]}")


class Refusing(Person):
    """Never consents, so the question comes each time."""

    def act(self):
        reply, _ = self.call_back(self.to_callback(deny=True))
        if reply.status != 403:
            raise AssertionError(f"a refused consent was answered with {reply.status}")
        self.refused.append(reply.id)


class Newcomers(Person):
    """One account after the other: made by a command while the site runs, signed in with the password, signed out."""

    numbers = itertools.count()

    def __init__(self, *known):
        super().__init__(*known)
        self.ended, self.accounts = None, []

    def new_round(self):
        super().new_round()
        self.ended = None

    def act(self):
        if self.told:
            self.again()
        else:
            self.first_time()

    def first_time(self):
        self.name, self.subject, self.last = f"newcomer{next(self.numbers)}", None, None
        self.browser = Browser(self.site)
        self.site.add_person(self.name, PASSWORD)
        self.accounts.append(self.name)
        self.note_signed_in(*self.call_back(self.to_callback()))

    def again(self):
        """Sign out, which ends the single sign-on too, and in with the password."""
        cookie = self.browser.app_cookie()
        self.last = None
        if self.browser.sign_out().status not in (302, 303):
            raise AssertionError("a sign-out was not answered with a redirect")
        self.ended = cookie
        self.note_signed_in(*self.call_back(self.to_callback()))

    def verify(self):
        super().verify()
        if self.ended:
            visitor = Browser(self.site)
            visitor.cookies[f"app_{self.site.port}"] = self.ended
            if visitor.me():
                self.faults.add("an ended session stays ended", self.name)
            visitor.close()


class Redeeming(Person):
    """An app at our Authorization Server: a code each time, and its tokens."""

    def __init__(self, *known):
        super().__init__(*known)
        self.secret, self.spent = None, None

    def ask(self):
        return (f"/authorize?response_type=code&client_id={APP}&redirect_uri={APP_BACK}&scope=openid&state=s"
                f"&code_challenge={CHALLENGE}&code_challenge_method=S256")

    def redeem(self, browser, code):
        key = base64.b64encode(f"{APP}:{self.secret}".encode()).decode()
        form = {"grant_type": "authorization_code", "code": code, "redirect_uri": APP_BACK, "code_verifier": VERIFIER}
        return browser.request("POST", "/token", form, {"Authorization": f"Basic {key}"})

    def act(self):
        reply = self.browser.sign_in(self.name, PASSWORD, start=self.ask(), until="/back")
        code = query(reply.headers.get("location", ""), "code")
        if not code:
            raise AssertionError(f"no code, but {reply.status}")
        self.pending, self.doubt = code, self.doubt + 1
        reply = self.redeem(self.browser, code)
        self.pending, self.doubt = None, self.doubt - 1
        if reply.status != 200:
            raise AssertionError(f"a code was answered with {reply.status}: {reply.body}")
        self.told.append(reply.id)
        self.spent = (code, json.loads(reply.body)["access_token"])

    def user_info(self, browser, token):
        return browser.request("GET", "/userinfo", headers={"Authorization": f"Bearer {token}"}).status

    def verify(self):
        visitor = Browser(self.site)
        if self.spent:
            code, token = self.spent
            before, again = self.user_info(visitor, token), self.redeem(visitor, code)
            after = self.user_info(visitor, token)
            if before != 200:
                self.faults.add("an access token works after the restart", f"/userinfo: {before}")
            if again.status != 400 or after != 401:
                self.faults.add("a spent code stays spent, and its tokens end", f"/token {again.status}, /userinfo {after}")
            self.spent = None
        if self.pending:
            reply = self.redeem(visitor, self.pending)
            if reply.status == 200:
                self.told.append(reply.id)
                self.doubt -= 1
            self.pending = None
        visitor.close()


class Ledger:
    """What the outbox must hold, round by round."""

    def __init__(self, site, faults):
        self.site, self.faults, self.position = site, faults, 0
        self.flows, self.traces, self.counts = {}, Counter(), Counter()

    def read(self):
        """New flow events, by user and outcome: {(subject, outcome): [trace]}."""
        new = {}
        for self.position, event in self.site.events(self.position):
            if event["type"] != "flow":
                continue
            flow = event["flow"]
            new.setdefault((event.get("user", ""), flow["outcome"]), []).append(event["trace"])
            self.traces[event["trace"]] += 1
            if self.traces[event["trace"]] > 1:
                self.faults.add("no event is there twice", event)
            before = self.flows.get(flow["id"])
            if before and (before[1] == "completed" or before[0] >= flow["revision"]):
                self.faults.add("no event is there twice", event)
            self.flows[flow["id"]] = (flow["revision"], flow["outcome"], flow["kind"])
        return new

    def settle(self, people, number):
        """Compare what the people of a round were told with what is there."""
        new = self.read()
        for person in people:
            if not person.subject:
                rows = self.site.read("latchstring.db", "SELECT subject FROM users WHERE name = ?", person.name)
                person.subject = rows[0][0] if rows else "?"
            self.compare(person, new.pop((person.subject, "completed"), []), person.told, number, "sign-in")
        refused = [trace for (_, outcome), traces in new.items() if outcome == "failed" for trace in traces]
        told = [trace for person in people for trace in person.refused]
        doubt = sum(person.doubt for person in people if isinstance(person, Refusing))
        self.judge(refused, told, doubt, f"round {number}, refusals", "refusal")
        for (subject, outcome), traces in new.items():
            if outcome != "failed":
                self.faults.add("nothing is there that nobody asked for", f"round {number}: {subject} {outcome} {traces}")

    def compare(self, person, there, told, number, what):
        doubt = 0 if isinstance(person, Refusing) else person.doubt
        self.judge(there, told, doubt, f"round {number}, {person.name}", what)

    def judge(self, there, told, doubt, where, what):
        lost, more = set(told) - set(there), set(there) - set(told)
        if lost:
            self.faults.add(f"an acknowledged {what} is in the database", f"{where}: {len(lost)} of {len(told)} lost: {lost}")
        if len(more) > doubt:
            self.faults.add("nothing is there that nobody asked for", f"{where}: {len(more)} more, {doubt} in doubt: {more}")
        self.counts += Counter({f"{what} acknowledged": len(told), f"{what} in doubt": doubt, f"{what} in doubt, there": len(more),
                                f"{what} lost": len(lost)})


class Round:
    """Start, look up, load, kill."""

    def __init__(self, site, people, ledger, chance):
        self.site, self.people, self.ledger, self.chance = site, people, ledger, chance
        self.starts, self.kills, self.longest = [], Counter(), LOAD[1]

    def start(self):
        """A tenth of the starts are killed on the way, and tried again."""
        if self.chance.random() < 0.1:
            self.site.launch()
            time.sleep(self.chance.uniform(0, 0.030))
            self.site.kill()
            self.kills["while starting"] += 1
        begin = time.monotonic()
        self.site.start()
        self.starts.append(time.monotonic() - begin)

    def warm_up(self):
        """The first time nobody is disturbed before everyone was in once."""
        begin = time.monotonic()
        while not all(person.told or person.refused for person in self.people) and time.monotonic() < begin + WARM_UP_LIMIT:
            time.sleep(0.01)
        self.longest = max(LOAD[1], time.monotonic() - begin)

    def load(self):
        stop = threading.Event()
        threads = [threading.Thread(target=person.run, args=(stop,)) for person in self.people]
        for thread in threads:
            thread.start()
        self.warm_up() if not self.starts else time.sleep(self.chance.uniform(LOAD[0], self.longest))
        if self.chance.random() < 0.1:  # killed while it is stopping in order
            self.site.process.terminate()
            time.sleep(self.chance.uniform(0, 0.02))
            self.kills["while stopping"] += 1
        else:
            self.kills["under load"] += 1
        self.site.kill()
        stop.set()
        for thread in threads:
            thread.join()

    def run(self, number):
        for person in self.people:
            person.new_round()
        self.load()
        self.start()
        for person in self.people:
            person.verify()
        self.ledger.settle(self.people, number)


def prepare(site, faults):
    """People and the app, on a site that runs."""
    people = [Person(site, faults, "anna"), Person(site, faults, "ben"), Refusing(site, faults, "cleo"),
              Newcomers(site, faults, "nobody"), Redeeming(site, faults, "dora")]
    for person in people:
        if not isinstance(person, Newcomers):
            site.add_person(person.name, PASSWORD, "--permission", "reports")
    people[-1].secret = json.loads(site.must("client", "add", "--id", APP, "--name", "Crash", "--redirect-uri", APP_BACK,
                                             "--json"))["client_secret"]
    return people


def wait_for_figures(site):
    """/reports.json once every event is loaded."""
    browser = Browser(site)
    reply = browser.sign_in("anna", PASSWORD)
    if not browser.app_cookie():
        raise AssertionError(f"anna cannot sign in: {reply.status} at {reply.url}: {reply.body[-700:]}")
    end = time.monotonic() + FIGURES_LIMIT
    while browser.json("/flow.json")["boxes"]["waiting_events"] and time.monotonic() < end:
        time.sleep(0.05)
    time.sleep(0.6)  # a pass of the pipeline, so that the sign-in of just now is counted too
    return browser.json("/reports.json")


def check_figures(cases, ledger, figures):
    ledger.read()
    outcomes = Counter(outcome for _, outcome, kind in ledger.flows.values() if kind != "client")
    for outcome in ("completed", "failed"):
        cases.equal(f"/reports.json counts each {outcome} flow once", figures[outcome], outcomes[outcome])
    total = sum(figures[word] for word in ("completed", "failed", "abandoned", "open"))
    cases.equal("/reports.json: started = completed + failed + abandoned + open", figures["started"], total)


def check_files(cases, site, ledger):
    rows = {row[0]: row[1:] for row in site.read("reports.db", "SELECT lower(hex(id)), revision, outcome FROM flow")}
    wanted = {key.replace("-", ""): (revision, {"completed": 1, "failed": 2}[outcome])
              for key, (revision, outcome, _) in ledger.flows.items()}
    cases.check("the Reporting Store has exactly the flows of the queue, each in its last revision", rows == wanted,
                sorted(rows.items() ^ wanted.items())[:4])
    last = site.read("latchstring.db", "SELECT max(position) FROM outbox")[0][0]
    cases.equal("every event is loaded, none was put aside",
                site.read("reports.db", "SELECT position, put_aside FROM loaded"), [(last, 0)])
    for file in ("latchstring.db", "reports.db"):
        cases.equal(f"{file} is sound", site.read(file, "PRAGMA integrity_check") + site.read(file, "PRAGMA foreign_key_check"),
                    [("ok",)])


def check_accounts(site, people, faults):
    known = {row[0] for row in site.read("latchstring.db", "SELECT name FROM users")}
    made = {name for person in people if isinstance(person, Newcomers) for name in person.accounts}
    if made - known:
        faults.add("an acknowledged account is in the database", sorted(made - known))
    return len(made)


def report(cases, faults, rounds, ledger, accounts, took):
    cases.check("people signed in all the time", ledger.counts["sign-in acknowledged"] >= 2 * len(rounds.starts), ledger.counts)
    for kind, found in faults.found.items():
        cases.check(kind, not found, f"{len(found)} times: {found[:3]}")
    print(f"\nrounds {len(rounds.starts)} ({', '.join(f'{n} killed {how}' for how, n in rounds.kills.items())}) in {took:.0f} s")
    for name, value in ledger.counts.items():
        print(f"{name}: {value}")
    print(f"accounts acknowledged: {accounts}\nflows {len(ledger.flows)}, events {ledger.position}")
    starts = [1000 * seconds for seconds in rounds.starts]
    print(f"ready after a kill: median {statistics.median(starts):.0f} ms, slowest {max(starts):.0f} ms")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=int.from_bytes(os.urandom(4), "big"))
    options = parser.parse_args()
    print(f"seed {options.seed}", flush=True)
    folder, holder = temporary("crash")
    cases, faults, site = Cases(), Faults(), Site(folder, SETTINGS)
    begin = time.monotonic()
    try:
        site.start()
        people, ledger = prepare(site, faults), Ledger(site, faults)
        ledger.read()
        rounds = Round(site, people, ledger, random.Random(options.seed))
        for number in range(1, options.rounds + 1):
            rounds.run(number)
        took = time.monotonic() - begin
        check_figures(cases, ledger, wait_for_figures(site))
        cases.equal("the last stop is clean", site.stop(), 0)
        check_files(cases, site, ledger)
        accounts = check_accounts(site, people, faults)
    finally:
        site.end()
    errors = [line for line in site.log.read_text().splitlines() if "level=error" in line]
    cases.check("the log has no error", not errors, f"{len(errors)}: {errors[:3]}")
    report(cases, faults, rounds, ledger, accounts, took)
    return cases.end()


if __name__ == "__main__":
    sys.exit(main())
