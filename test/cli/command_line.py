#!/usr/bin/env python3
# command_line.py -- the program as whoever runs it meets it: commands, exit codes, errors, signals, backup and restore, the log.
# SPDX-License-Identifier: ISC
import base64, hashlib, json, os, re, signal, socket, sqlite3, subprocess, sys, threading, time, urllib.parse
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "rig"))
from latchstring import PROGRAM, Browser, Cases, Site, clean_environment, free_port, hidden, query, temporary

PASSWORD, SECOND, THIRD = "correct horse battery staple", "another stable of horses", "a third one for the backup"
APP_BACK, VERIFIER = "http://127.0.0.1:1/back", "w" * 43
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode().rstrip("=")
NOBODY = 65534
KNOWN_WITHIN = 0.15  # seconds until a running site knows of a changed app (userdb.h)
SECRET_LENGTH = 16  # what is shorter could stand in a log by chance


class Noting(Browser):
    """A browser that remembers every secret it was told or sent, for a search in the log."""

    secrets = {PASSWORD, SECOND, THIRD, VERIFIER}

    def exchange(self, method, target, body, headers):
        reply = super().exchange(method, target, body, headers)
        found = urllib.parse.urlsplit(reply.headers.get("location", "")).query, urllib.parse.urlsplit(target).query, body or ""
        for name, values in (pair for text in found for pair in urllib.parse.parse_qs(text).items()):
            if name in ("code", "state", "nonce", "interaction", "csrf", "code_challenge", "password", "refresh_token"):
                self.secrets.update(values)
        self.secrets.update(self.cookies.values())
        if reply.headers.get("content-type") == "application/json":
            self.secrets.update(value for value in re.findall(r'"[a-z_]*token"\s*:\s*"([^"]+)"', reply.body))
        return reply


def one_sentence(cases, name, result, *words):
    """Exit 1, nothing printed, one line of errors with these words."""
    code, output, errors = result
    lines = [line for line in errors.splitlines() if not line.startswith("time=")]
    cases.equal(f"{name}: exit 1, one sentence", (code, output, len(lines)), (1, "", 1))
    missing = [word for word in words if word not in errors]
    cases.check(f"{name}: it names {', '.join(words)}", not missing, errors)


# ---- commands, alone ----

def usages(site):
    """The usage line of every command: its name and its words."""
    text = site.must("help")
    found = re.findall(r"^  latchstring (.+)$", text, re.M)
    return {re.match(r"[a-z-]+( [a-z-]+)?(?= |$)", line)[0]: line for line in found}


def help_and_usage(cases, site):
    commands = usages(site)
    cases.check("help lists the commands", {"serve", "user add", "client rotate-secret", "flow", "restore"} <= set(commands), commands)
    for name, usage in commands.items():
        for word in ("--help", "-h"):
            code, output, errors = site.command(*name.split(), word)
            cases.check(f"{name} {word}", code == 0 and output.startswith(f"latchstring {usage}\n") and not errors, (code, output))
        code, output, errors = site.command(*name.split(), "--no-such-option")
        cases.check(f"{name} --no-such-option: exit 2, the usage", code == 2 and not output and f"usage: latchstring {usage}" in errors,
                    (code, output, errors))
        code, output, errors = site.command(*name.split(), "one", "two", "three")
        cases.equal(f"{name} with too many words: exit 2", (code, output), (2, ""))


def wrong_usage(cases, site):
    wrong = {"no command": "", "an unknown command": "dance", "half a command": "user", "a missing word": "user show",
             "a missing value": "user add x --email", "a permission that there is not": "user permit anna --permission all",
             "an account that nobody could use": "user add x", "an app without an address": "client add --id x --name X",
             "a range that there is not": "report --range 3y", "a flag with a value": "flow --json=yes",
             "an address in the clear": "client add --id x --name X --redirect-uri http://shop.example/back"}
    for name, words in wrong.items():
        done = subprocess.run([PROGRAM, *words.split()], capture_output=True, text=True, timeout=20,
                              env=clean_environment(LATCHSTRING_DATA_DIR=str(site.data)))
        cases.check(f"{name}: exit 2, said on standard error", done.returncode == 2 and done.stderr and not done.stdout,
                    (done.returncode, done.stdout, done.stderr))
    short = site.command("user", "add", "x", "--password-stdin", said="short\n")
    cases.check("a short password: exit 2, not repeated", short[0] == 2 and '"short"' not in short[2], short)


def json_outputs(cases, site):
    for words in (["version"], ["check-config"], ["user", "list"], ["user", "show", "anna"], ["client", "list"],
                  ["client", "show", "latchstring"], ["flow"], ["report"], ["report", "--range", "7d"]):
        output = site.must(*words, "--json")
        cases.check(f"{' '.join(words)} --json is JSON, one line", json.loads(output) is not None and output.count("\n") == 1, output)
        cases.check(f"{' '.join(words)} prints words, too", len(site.must(*words)) > 5)
    added = json.loads(site.must("user", "add", "json", "--email", "json@example.com", "--generate", "--json"))
    cases.check("user add --generate --json has the password", len(added.get("password", "")) > 8, added)
    browser = Noting(site)
    browser.sign_in("json", added.get("password", ""))
    cases.equal("which works", (browser.me() or {}).get("preferred_username"), "json")
    public = json.loads(site.must("client", "add", "--id", "native", "--name", "N", "--redirect-uri", "com.example.n:/back", "--public",
                                  "--json"))
    cases.check("a public app has no secret", "client_secret" not in public and public["public"], public)
    cases.check("check-config shows no secret", "BEGIN" not in site.must("check-config") and str(site.port) in site.must("check-config"))


def failures(cases, site):
    one_sentence(cases, "an account that there is not", site.command("user", "show", "nobody"), "no account")
    one_sentence(cases, "an account that exists", site.command("user", "add", "ANNA", "--generate"), "name")
    one_sentence(cases, "an app that there is not", site.command("client", "show", "nothing"), "client")
    one_sentence(cases, "an app that exists", site.command("client", "add", "--id", "native", "--name", "N", "--redirect-uri",
                                                           "https://n.example/back"), "client")
    one_sentence(cases, "a backup over a file", site.command("backup", str(site.config)), str(site.config))
    code, _, errors = site.command("client", "rotate-secret", "latchstring")
    cases.check("the secret of our own client cannot be changed", code == 2 and "key file" in errors, (code, errors))


# ---- commands while the site runs ----

class App:
    """An outside app at our Authorization Server."""

    def __init__(self, site):
        made = json.loads(site.must("client", "add", "--id", "app", "--name", "An App", "--redirect-uri", APP_BACK, "--json"))
        self.secret = made["client_secret"]
        Noting.secrets.add(self.secret)

    def code(self, browser, name, password):
        ask = {"response_type": "code", "client_id": "app", "redirect_uri": APP_BACK, "scope": "openid email offline_access",
               "code_challenge": CHALLENGE, "code_challenge_method": "S256", "state": "s" * 20}
        reply = browser.sign_in(name, password, start=f"/authorize?{urllib.parse.urlencode(ask)}", until="/back")
        return query(reply.headers["location"], "code")

    def token(self, browser, **form):
        key = base64.b64encode(f"app:{self.secret}".encode()).decode()
        Noting.secrets.add(key)
        return browser.request("POST", "/token", form, {"Authorization": f"Basic {key}"})

    def redeem(self, browser, code):
        return self.token(browser, grant_type="authorization_code", code=code, redirect_uri=APP_BACK, code_verifier=VERIFIER)

    def refresh(self, browser, token):
        return self.token(browser, grant_type="refresh_token", refresh_token=token)


def user_info(browser, token):
    return browser.request("GET", "/userinfo", headers={"Authorization": f"Bearer {token}"}).status


def passwd_at_once(cases, site):
    Noting(site).sign_in("anna", PASSWORD)
    site.must("user", "passwd", "anna", "--password-stdin", said=SECOND + "\n")
    old, new = Noting(site), Noting(site)
    old.sign_in("anna", PASSWORD)
    cases.equal("user passwd: the old password is refused at once", old.me(), None)
    new.sign_in("anna", SECOND)
    cases.equal("user passwd: the new one works at once", (new.me() or {}).get("preferred_username"), "anna")
    printed = site.must("user", "passwd", "ben")
    made = re.search(r"password: (\S+)", printed)[1]
    Noting.secrets.add(made)
    browser = Noting(site)
    browser.sign_in("ben", made)
    cases.equal("user passwd without --password-stdin prints one that works", (browser.me() or {}).get("preferred_username"), "ben")
    site.must("user", "passwd", "ben", "--password-stdin", said=PASSWORD + "\n")


def disable_at_once(cases, site, app):
    browser, machine = Noting(site), Noting(site)
    browser.sign_in("ben", PASSWORD)
    tokens = json.loads(app.redeem(machine, app.code(browser, "ben", PASSWORD)).body)
    waiting = app.code(browser, "ben", PASSWORD)
    known = browser.me()["preferred_username"], user_info(machine, tokens["access_token"])
    cases.equal("before: /me and /userinfo", known, ("ben", 200))
    site.must("user", "disable", "ben")
    cases.equal("user disable: the session is over", browser.get("/me").status, 401)
    cases.equal("user disable: the access token is refused", user_info(machine, tokens["access_token"]), 401)
    cases.equal("user disable: the refresh token is refused", app.refresh(machine, tokens["refresh_token"]).status, 400)
    cases.equal("user disable: a code that waits is refused", app.redeem(machine, waiting).status, 400)
    cases.check("user disable: single sign-on is over", 'name="password"' in browser.follow(browser.get("/login")).body)
    again = Noting(site)
    page = again.sign_in("ben", PASSWORD)
    cases.check("user disable: the password is refused, with the usual sentence",
                again.me() is None and "not correct" in page.body, page.body)
    site.must("user", "enable", "ben")
    again = Noting(site)
    again.sign_in("ben", PASSWORD)
    cases.equal("user enable: the password works", (again.me() or {}).get("preferred_username"), "ben")


def permit_at_once(cases, site):
    browser = Noting(site)
    browser.sign_in("ben", PASSWORD)
    before = browser.get("/reports").status
    site.must("user", "permit", "ben", "--permission", "reports")
    with_it = browser.get("/reports").status
    site.must("user", "permit", "ben", "--permission", "none")
    cases.equal("user permit takes effect at once, both ways", (before, with_it, browser.get("/reports").status), (403, 200, 403))


def rotate_at_once(cases, site, app):
    browser = Noting(site)
    first, second = app.code(browser, "ben", PASSWORD), app.code(browser, "ben", PASSWORD)
    new = json.loads(site.must("client", "rotate-secret", "app", "--json"))["client_secret"]
    Noting.secrets.add(new)
    time.sleep(KNOWN_WITHIN)
    refused = app.redeem(browser, first).status
    app.secret = new
    cases.equal("client rotate-secret: the old one is refused, the new one works",
                (refused, app.redeem(browser, second).status), (401, 200))


def invitation(cases, site):
    cases.equal("an invitation: an e-mail and no password", site.command("user", "add", "guest", "--email", "guest@example.com")[0], 0)
    browser = Noting(site)
    browser.sign_in("guest", "")
    cases.equal("nobody gets in without a password", browser.me(), None)


# ---- starting ----

def serve(site, environment=(), config=True, **how):
    words = [PROGRAM, "serve", *(["--config", str(site.config)] if config else [])] + how.pop("words", [])
    done = subprocess.run(words, capture_output=True, text=True, timeout=20, env=clean_environment(**dict(environment)), **how)
    return done.returncode, done.stdout, done.stderr


WRONG_SETTINGS = (  # name, lines of the file, what the sentence must name
    ("an unknown setting", "datadir = x", "datadir", "data_dir", ":3"),
    ("a wrong value", "log = loud", "log", "loud", "logfmt"),
    ("a wrong number", "[lanes]\nstore_threads = many", "store_threads", "many", ":4"),
    ("an unknown section", "[lane]\nstore_threads = 3", "lane", "lanes"),
    ("an address that is none", "public_url = ftp://x", "public_url", "ftp://x"),
    ("a provider without signup", "[provider x]\nissuer = https://x.example\nclient_id = y", "signup"),
    ("a provider without TLS", "signup = everyone\n[provider x]\nissuer = http://x.example\nclient_id = y", "https://"),
)


def does_not_start(cases, folder, running):
    fresh, nowhere, port = Site(f"{folder}/fresh"), f"{folder}/no/where", f"127.0.0.1:{free_port()}"
    busy = {"LATCHSTRING_LISTEN": f"127.0.0.1:{running.port}"}
    one_sentence(cases, "a busy port", serve(fresh, busy), str(running.port), "listen")
    one_sentence(cases, "the same data twice", serve(running, {"LATCHSTRING_LISTEN": port}), str(running.data))
    one_sentence(cases, "a folder that cannot be made", serve(fresh, {"LATCHSTRING_DATA_DIR": nowhere}), nowhere)
    file = str(fresh.config)
    one_sentence(cases, "a file where the folder should be", serve(fresh, {"LATCHSTRING_DATA_DIR": file}), file)
    missing = serve(fresh, config=False, words=["--config", f"{folder}/none"])
    one_sentence(cases, "no such configuration", missing, f"{folder}/none")
    misspelt = serve(fresh, {"LATCHSTRING_LISTNE": "x"})
    one_sentence(cases, "an unknown setting in the environment", misspelt, "LATCHSTRING_LISTNE", "LATCHSTRING_LISTEN")
    for name, lines, *words in WRONG_SETTINGS:
        one_sentence(cases, name, serve(Site(f"{folder}/wrong", lines)), *words)


def demo_only_here(cases, folder):
    fresh, port = Site(f"{folder}/demo"), free_port()
    for name, setting, value, word in (("on every address", "LISTEN", f"0.0.0.0:{port}", "0.0.0.0"),
                                       ("on every address (IPv6)", "LISTEN", f"[::]:{port}", "[::]"),
                                       ("under a public name", "PUBLIC_URL", "https://id.example.com", "id.example.com")):
        refused = serve(fresh, {f"LATCHSTRING_{setting}": value}, words=["--demo"])
        one_sentence(cases, f"--demo {name}", refused, "--demo", word)
    fresh.demo = True
    fresh.start()
    password = fresh.demo_password()
    browser = Browser(fresh)
    browser.sign_in("demo", password)
    cases.equal("--demo: the printed password works", (browser.me() or {}).get("preferred_username"), "demo")
    cases.equal("--demo: the password is not in the log", password in fresh.log.read_text(), False)
    fresh.stop()
    fresh.start()
    cases.check("--demo: the second start prints no password", "shown this once" not in fresh.said.read_text(), fresh.said.read_text())
    cases.equal("--demo: the second start knows the session", (browser.me() or {}).get("preferred_username"), "demo")
    fresh.stop()


def as_nobody(cases, folder):
    if os.getuid() != 0:
        cases.skipped += 1
        return
    place = Path(folder) / "owned"
    place.mkdir(mode=0o755)
    os.chmod(folder, 0o755)
    words = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", PROGRAM, "serve"]
    environment = clean_environment(LATCHSTRING_DATA_DIR=str(place), LATCHSTRING_LISTEN=f"127.0.0.1:{free_port()}")
    done = subprocess.run(words, capture_output=True, text=True, timeout=20, env=environment)
    if "latchstring" not in done.stderr:
        cases.skipped += 1  # the program lies where nobody may not read it
        return
    one_sentence(cases, "a folder that is not writable", (done.returncode, done.stdout, done.stderr), str(place), "owner")


def foreign_files(cases, folder):
    for file in ("latchstring.db", "reports.db"):
        site = Site(f"{folder}/foreign-{file}")
        site.data.mkdir(mode=0o700)
        link = sqlite3.connect(site.data / file)
        link.execute("CREATE TABLE recipes (name TEXT)")
        link.commit()
        link.close()
        before = (site.data / file).read_bytes()
        one_sentence(cases, f"another program's {file}", serve(site), str(site.data / file))
        cases.check(f"another program's {file} is not touched", (site.data / file).read_bytes() == before)
        (site.data / file).write_text("This is a letter, not a database. " * 50)
        one_sentence(cases, f"a {file} that is no database", serve(site), str(site.data / file))
        newer = Site(f"{folder}/newer-{file}")
        newer.start().stop()
        link = sqlite3.connect(newer.data / file)
        version = link.execute("PRAGMA user_version").fetchone()[0]
        link.execute(f"PRAGMA user_version = {version + 7}")
        link.commit()
        link.close()
        one_sentence(cases, f"a {file} of a newer version", serve(newer), str(newer.data / file), str(version + 7))
    lost = Site(f"{folder}/lost")
    lost.start().stop()
    (lost.data / "seal.key").write_bytes(b"too short")
    one_sentence(cases, "a damaged key file", serve(lost), "seal.key")


# ---- stopping, and starting again ----

def waiting_sign_ins(site, count):
    """Sign-ins whose passwords are sent, all at once, on connections of their own: the sockets."""
    sockets = []
    for _ in range(count):
        browser = Noting(site)
        page = browser.follow(browser.get("/login"))
        body = urllib.parse.urlencode({"interaction": hidden(page), "username": "anna", "password": SECOND})
        cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
        head = (f"POST /signin HTTP/1.1\r\nHost: {site.host}\r\nCookie: {cookies}\r\nSec-Fetch-Site: same-origin\r\n"
                f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}")
        link = socket.create_connection(("127.0.0.1", site.port), timeout=20)
        sockets.append((link, head.encode()))
        browser.close()
    for link, head in sockets:
        link.sendall(head)
    return [link for link, _ in sockets]


def read_all(link):
    got = b""
    try:
        while part := link.recv(65536):
            got += part
    except OSError as error:
        got += f" [{error}]".encode()
    link.close()
    return got


def stops_in_order(cases, site):
    for name, how in (("Ctrl-C", signal.SIGINT), ("SIGTERM", signal.SIGTERM)):
        links = waiting_sign_ins(site, 6)
        time.sleep(0.02)
        begin = time.monotonic()
        code = site.stop(how)
        took = time.monotonic() - begin
        replies = [read_all(link)[:12] for link in links]
        cases.equal(f"{name}: exit 0", code, 0)
        cases.equal(f"{name}: requests in flight get their replies", replies, [b"HTTP/1.1 303"] * 6)
        cases.check(f"{name}: at once", took < 5, f"{took:.1f} s")
        site.start()
    half = socket.create_connection(("127.0.0.1", site.port))
    half.sendall(b"POST /signin HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf")
    idle = socket.create_connection(("127.0.0.1", site.port))
    begin = time.monotonic()
    cases.equal("half a request and an idle connection: exit 0", site.stop(), 0)
    cases.check("and within the grace", time.monotonic() - begin < 15, f"{time.monotonic() - begin:.1f} s")
    half.close()
    idle.close()
    site.start()


def finds_everything_again(cases, site, app):
    browser, machine = Noting(site), Noting(site)
    browser.sign_in("anna", SECOND)
    tokens = json.loads(app.redeem(machine, app.code(browser, "anna", SECOND)).body)

    def look():
        return browser.me(), browser.json("/jwks.json"), site.must("user", "list", "--json"), site.must("client", "list", "--json")

    before = look()
    figures = browser.json("/reports.json")
    cases.equal("stopped", site.stop(), 0)
    site.start()
    for name, was, found in zip(("the session", "the keys", "the accounts", "the apps"), before, look()):
        cases.equal(f"the second start finds {name} again", found, was)
    cases.equal("the second start honours the access token", user_info(machine, tokens["access_token"]), 200)
    cases.equal("the second start honours the refresh token", app.refresh(machine, tokens["refresh_token"]).status, 200)
    cases.check("the second start has the figures", browser.json("/reports.json")["completed"] >= figures["completed"], figures)
    mode = [(path.name, oct(path.stat().st_mode & 0o777)) for path in [site.data, *site.data.iterdir()] if path.stat().st_mode & 0o077]
    cases.equal("what is kept is readable only by its owner", mode, [])


# ---- backup ----

def backup_and_restore(cases, folder, site):
    copy = f"{folder}/copy.db"
    stop, busy = threading.Event(), Noting(site)

    def sign_in_all_the_time():
        while not stop.is_set():
            busy.cookies.pop(f"app_{site.port}", None)
            busy.sign_in("anna", SECOND)

    load = threading.Thread(target=sign_in_all_the_time)
    load.start()
    site.add_person("dora", THIRD)
    result = site.command("backup", copy)
    stop.set()
    load.join()
    cases.check("backup while people sign in", result[0] == 0 and copy in result[1], result)
    cases.equal("a backup is readable only by its owner", oct(os.stat(copy).st_mode & 0o777), "0o600")
    site.must("user", "add", "late", "--generate")
    one_sentence(cases, "restore while the site runs", site.command("restore", copy), "latchstring.db")
    cases.equal("stopped", site.stop(), 0)
    other = f"{folder}/letter"
    Path(other).write_text("no backup at all")
    one_sentence(cases, "restore of something else", site.command("restore", other), other)
    cases.check("which changes nothing", '"late"' in site.must("user", "list", "--json"))
    restored = site.command("restore", copy)
    cases.equal("restore", restored[0], 0)
    cases.check("what came after the backup is gone", '"late"' not in site.must("user", "list", "--json"))
    site.start()
    sign_in_after(cases, site)


def sign_in_after(cases, site):
    reader, browser = Noting(site), Noting(site)
    reader.sign_in("anna", SECOND)
    time.sleep(1)
    before = reader.json("/reports.json")["completed"]
    browser.sign_in("dora", THIRD)
    cases.equal("after the restore dora signs in", (browser.me() or {}).get("preferred_username"), "dora")
    end = time.monotonic() + 2
    while (now := reader.json("/reports.json")["completed"]) != before + 1 and time.monotonic() < end:
        time.sleep(0.02)
    cases.equal("and is counted, once", now, before + 1)


# ---- the log ----

def nothing_secret_in_the_log(cases, site):
    log = site.log.read_text()
    told = {secret for secret in Noting.secrets if len(secret) >= SECRET_LENGTH}
    found = [secret for secret in told if secret in log or urllib.parse.quote(secret, safe="") in log]
    cases.check(f"none of {len(told)} secrets is in the log of {log.count(chr(10))} lines", not found, found[:5])
    cases.check("there were enough of them", len(told) > 50, len(told))
    cases.check("no e-mail is in the log", "@" not in log, re.findall(r".*@.*", log)[:3])
    cases.check("no query is in the log", "path=" in log and not re.findall(r"path=\S*\?", log))
    errors = [line for line in log.splitlines() if "level=error" in line]
    cases.check("no error is in the log", not errors, errors[:3])


def main():
    folder, holder = temporary("cli")
    cases, site = Cases(), Site(f"{folder}/site")
    site.add_person("anna", PASSWORD, "--permission", "reports")
    site.add_person("ben", PASSWORD)
    site.start()
    app = App(site)
    try:
        for test, *arguments in ((help_and_usage, site), (wrong_usage, site), (json_outputs, site), (failures, site),
                                 (passwd_at_once, site), (disable_at_once, site, app), (permit_at_once, site),
                                 (rotate_at_once, site, app), (invitation, site), (does_not_start, folder, site),
                                 (demo_only_here, folder), (as_nobody, folder), (foreign_files, folder), (stops_in_order, site),
                                 (finds_everything_again, site, app), (backup_and_restore, folder, site),
                                 (nothing_secret_in_the_log, site)):
            cases.run(test.__name__, test, *arguments)
    finally:
        site.end()
    return cases.end()


if __name__ == "__main__":
    sys.exit(main())
