# latchstring.py -- a running site for tests, its commands, a browser without a screen, and a count of cases.
# SPDX-License-Identifier: ISC
"""The program is the one that the environment variable LATCHSTRING names, else build/latchstring."""
import html, http.client, json, os, re, signal, socket, sqlite3, subprocess, sys, tempfile, time, urllib.parse
from collections import namedtuple
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
PROGRAM = os.environ.get("LATCHSTRING", str(TOP / "build/latchstring"))
READY_LIMIT = 20  # seconds until a site must answer, also under sanitizers
STOP_LIMIT = 20
POLL = 0.002

Reply = namedtuple("Reply", "status headers body id url")


class Cases:
    """Counts what was checked and prints each; the last line is what tools/test reads."""

    def __init__(self):
        self.passed = self.failed = self.skipped = 0

    def check(self, name, good, evidence=""):
        self.passed, self.failed = self.passed + bool(good), self.failed + (not good)
        print(f"{'ok  ' if good else 'FAIL'} {name}" + (f": {str(evidence)[:2000]}" if not good else ""), flush=True)
        return bool(good)

    def equal(self, name, found, wanted):
        return self.check(name, found == wanted, f"found {found!r}, wanted {wanted!r}")

    def run(self, name, test, *arguments):
        """A test that breaks is one failed case; the others go on."""
        try:
            test(self, *arguments)
        except Exception as error:  # whatever it was, the report says it
            self.check(f"{name} runs to its end", False, f"{type(error).__name__}: {error}")

    def end(self):
        print(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped")
        return 1 if self.failed else 0


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def clean_environment(**more):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LATCHSTRING")}
    return {**kept, **more}


class Site:
    """One server on a port of its own, with a folder of its own. settings: lines of a configuration file."""

    def __init__(self, folder, settings="", demo=False, port=None):
        self.folder, self.demo, self.process = Path(folder), demo, None
        self.port = port or free_port()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.host, self.data = f"localhost:{self.port}", self.folder / "data"
        self.url, self.log, self.said = f"http://{self.host}", self.folder / "log", self.folder / "said"
        self.config = self.folder / "latchstring.conf"
        self.config.write_text(f"listen = 127.0.0.1:{self.port}\ndata_dir = {self.data}\n{settings}\n")

    def command_line(self, *words):
        return [PROGRAM, *words, "--config", str(self.config)]

    def command(self, *words, said=None):
        """A command on this site's data: (exit code, output, errors)."""
        done = subprocess.run(self.command_line(*words), input=said, capture_output=True, text=True, timeout=60,
                              env=clean_environment())
        return done.returncode, done.stdout, done.stderr

    def must(self, *words, said=None):
        code, output, errors = self.command(*words, said=said)
        if code != 0:
            raise AssertionError(f"latchstring {' '.join(words)}: exit {code}: {errors}")
        return output

    def add_person(self, name, password, *more):
        self.must("user", "add", name, "--email", f"{name}@example.com", "--password-stdin", *more, said=password + "\n")

    def launch(self):
        words = self.command_line("serve", *(["--demo"] if self.demo else []))
        with open(self.log, "ab") as log, open(self.said, "wb") as said:
            self.process = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=said, stderr=log, env=clean_environment())

    def start(self):
        self.launch()
        end = time.monotonic() + READY_LIMIT
        while b"is ready at" not in self.said.read_bytes():
            if self.process.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"the site does not start: {self.log.read_text()[-2000:]}")
            time.sleep(POLL)
        return self

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self, how=signal.SIGINT):
        """Ends it in order; the exit code."""
        self.process.send_signal(how)
        return self.process.wait(STOP_LIMIT)

    def end(self):
        if self.process and self.process.poll() is None:
            self.kill()

    def demo_password(self):
        return re.search(r"password +(\S+)", self.said.read_text())[1]

    def read(self, file, sql, *values):
        """Rows of one of the site's SQLite files."""
        link = sqlite3.connect(f"file:{self.data / file}?mode=ro", uri=True)
        try:
            return link.execute(sql, values).fetchall()
        finally:
            link.close()

    def events(self, after=0):
        """(position, event) of the outbox, in order."""
        rows = self.read("latchstring.db", "SELECT position, json FROM outbox WHERE position > ? ORDER BY position", after)
        return [(position, json.loads(text)) for position, text in rows]


class Browser:
    """Cookies, redirects and forms of one person; one connection that stays open. Dead sites raise OSError or HTTPException."""

    def __init__(self, site, limit=20):
        self.site, self.limit, self.cookies, self.link, self.served_by = site, limit, {}, None, None

    def close(self):
        if self.link:
            self.link.close()
        self.link = None

    def request(self, method, url, form=None, headers=()):
        parts = urllib.parse.urlsplit(urllib.parse.urljoin(self.site.url, url))
        if parts.netloc != self.site.host:
            raise AssertionError(f"{url} leads away from {self.site.host}")
        sent = {"Host": self.site.host, **dict(headers)}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = None
        if form is not None:
            body = urllib.parse.urlencode(form)
            sent |= {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        return self.exchange(method, target, body, sent)

    def exchange(self, method, target, body, headers):
        if self.served_by is not self.site.process:
            self.close()  # the site was started again
        if not self.link:
            self.served_by = self.site.process
            self.link = http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=self.limit)
        try:
            self.link.request(method, target, body, headers)
            answer = self.link.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        if answer.will_close:
            self.close()
        self.keep_cookies(answer)
        named = {name.lower(): value for name, value in answer.getheaders()}
        return Reply(answer.status, named, text, named.get("x-request-id", ""), target)

    def keep_cookies(self, answer):
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";")[0].partition("=")
            if "Max-Age=0" in line:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value

    def get(self, url):
        return self.request("GET", url)

    def post(self, url, **form):
        return self.request("POST", url, form)

    def follow(self, reply, until=None):
        """Goes where redirects lead; stops before a path that begins with `until`."""
        while reply.status in (302, 303):
            target = reply.headers["location"]
            if until and urllib.parse.urlsplit(target).path.startswith(until):
                return reply
            reply = self.get(target)
        return reply

    def sign_in(self, name, password, deny=False, start="/login", until=None):
        """The whole way, through whichever pages come; the last reply."""
        reply = self.follow(self.get(start), until)
        if 'name="password"' in reply.body:
            reply = self.follow(self.post("/signin", interaction=hidden(reply), username=name, password=password), until)
        if 'name="decision"' in reply.body:
            choice = "deny" if deny else "allow"
            reply = self.follow(self.post("/consent", interaction=hidden(reply), decision=choice), until)
        return reply

    def app_cookie(self):
        return self.cookies.get(f"app_{self.site.port}")

    def me(self):
        reply = self.get("/me")
        return json.loads(reply.body) if reply.status == 200 else None

    def sign_out(self):
        return self.post("/logout", csrf=self.me()["csrf"])

    def json(self, url):
        reply = self.get(url)
        if reply.status != 200:
            raise AssertionError(f"{url}: {reply.status}: {reply.body[:700]}")
        return json.loads(reply.body)


def hidden(reply, name="interaction"):
    """The value of a field, in whichever order its attributes stand."""
    field = next((tag for tag in re.findall(r"<input\b[^>]*>", reply.body) if f' name="{name}"' in tag), "")
    found = re.search(r'\svalue="([^"]+)"', field)
    if not found:
        raise AssertionError(f"no {name} in the page at {reply.url}: {reply.status} {reply.body[:500]}")
    return html.unescape(found[1])


def query(url, name):
    return urllib.parse.parse_qs(urllib.parse.urlsplit(url).query).get(name, [""])[0]


def temporary(name):
    """A folder that goes away with the program; LATCHSTRING_TEST_KEEP=1 leaves it and says where it is."""
    if os.environ.get("LATCHSTRING_TEST_KEEP"):
        folder = tempfile.mkdtemp(prefix=f"latchstring-{name}-")
        print(f"everything is kept in {folder}", file=sys.stderr)
        return folder, None
    holder = tempfile.TemporaryDirectory(prefix=f"latchstring-{name}-", ignore_cleanup_errors=True)
    return holder.name, holder
