#!/usr/bin/env python3
# alerts.py -- the outside issuer's token endpoint refuses us: the connection turns failing, is told by event and signed webhook, and heals.
# SPDX-License-Identifier: ISC
"""Two real sites and a receiver of webhooks. The secret at the outside issuer is changed, people fail to sign in, the alert is raised; the
site is restarted with the new secret, people sign in, the alert is cleared. The receiver refuses the first attempt."""
import base64, hashlib, hmac, html, http.server, json, os, re, subprocess, sys, threading, time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "rig"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "figures"))
from latchstring import Browser, Cases, Site, clean_environment, free_port, temporary
from figures import PASSWORD, TwoHouses

LIMIT = 20.0  # seconds until something must have happened
OLD_SECRET, SECRET = b"o" * 32, b"s" * 32


class Receiver(http.server.ThreadingHTTPServer):
    """Keeps what it gets; answers with the statuses of a list first, then 204."""

    def __init__(self):
        super().__init__(("127.0.0.1", free_port()), Answer)
        self.got, self.answers = [], []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def url(self):
        return f"http://127.0.0.1:{self.server_port}/hook"


class Answer(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        headers = {name.lower(): value for name, value in self.headers.items()}
        status, more = self.server.answers.pop(0) if self.server.answers else (204, {})
        self.server.got.append((time.time(), headers, body, status))
        self.send_response(status)
        for name, value in more.items():
            self.send_header(name, value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


def signatures(headers, body, secret):
    signed = headers["webhook-id"].encode() + b"." + headers["webhook-timestamp"].encode() + b"." + body
    return "v1," + base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode() in headers["webhook-signature"].split()


def until(look, limit=LIMIT):
    end = time.monotonic() + limit
    while True:
        found = look()
        if found or time.monotonic() > end:
            return found
        time.sleep(0.05)


def state(site, subject="token"):
    rows = site.read("latchstring.db", "SELECT state, cause, provider, failed FROM alerts WHERE kind = 'connection' AND subject = ?",
                     subject)
    return rows[0] if rows else None


def alert_events(site):
    return [event for _, event in site.events() if event["type"].startswith(("alert.", "webhook."))]


def accepted(receiver, kind):
    return [json.loads(body) for _, _, body, status in receiver.got if status == 204 and json.loads(body)["type"] == kind]


def settings(other, folder, receiver):
    return (f"signup = everyone\n[fetch]\nallow_http = yes\n[provider other]\nissuer = {other.url}\nclient_id = shop\n"
            f"client_secret_file = {folder}/secret\nlabel = The Other\n[show]\nflow = everyone\n[alerts]\nevery = 1s\nquiet = 2s\nrecent_count = 5\n"
            f"recent_share = 50\nfailing_share = 50\nwebhook_url = {receiver.url()}\nwebhook_secret_file = {folder}/whsec\n"
            f"webhook_private = yes\n")


def open_sites(folder, receiver):
    other = Site(f"{folder}/other")
    site = Site(f"{folder}/site", settings(other, folder, receiver))
    Path(f"{folder}/whsec").write_text("".join(f"whsec_{base64.b64encode(s).decode()}\n" for s in (SECRET, OLD_SECRET)))
    client = json.loads(other.must("client", "add", "--id", "shop", "--name", "The Shop", "--redirect-uri",
                                   f"{site.url}/callback/other", "--json"))
    Path(f"{folder}/secret").write_text(client["client_secret"])
    other.add_person("anna", PASSWORD)
    other.start()
    site.start()
    return site, other


def sign_in(site, other):
    return TwoHouses(site, other).sign_in("anna", PASSWORD, start=f"{site.url}/login?provider=other").status


def picture(site):
    """What /flow.svg shows: the state of the arrow POST /token, and what the whole picture says."""
    drawing = Browser(site).get(f"{site.url}/flow.svg?lang=en").body
    arrow = re.search(r'<g id="c-token" data-state="(\w+)"', drawing)
    words = re.sub("[\u2066-\u2069]", "", html.unescape(drawing[:drawing.index("</desc>")]))
    return arrow and arrow[1], words


def raised(cases, folder, site, other, receiver):
    cases.equal("a sign-in works before", sign_in(site, other), 200)
    renewed = json.loads(other.must("client", "rotate-secret", "shop", "--json"))["client_secret"]
    time.sleep(0.2)  # until the old secret has stopped working
    receiver.answers = [(500, {})]
    for _ in range(6):
        cases.equal("the refused token request fails the sign-in", sign_in(site, other), 502)
    found = until(lambda: (state(site) or [""])[0] == "failing" and state(site))
    cases.equal("POST /token is failing, by this cause, there, for so many", found, ("failing", "token_endpoint", "The Other", 6))
    cases.equal("and nothing else is", [state(site, name)[0] for name in ("login", "code", "access")], ["ok"] * 3)
    shown, words = until(lambda: picture(site)[0] == "failing" and picture(site)) or ("", "")
    cases.equal("the picture turns: its arrow", shown, "failing")
    cases.check("and its verdict says who is hurt and why", "6 people could not sign in since" in words and "The Other refuses our request" in words, words)
    event = alert_events(site)[0]
    cases.equal("its event", [event["type"], event["about"], event["cause"]], ["alert.raised", "connection:token", "token_endpoint"])
    return renewed


def told(cases, receiver):
    body = (until(lambda: accepted(receiver, "alert.raised")) or [{"data": {}}])[0]
    data = body["data"]
    cases.equal("the webhook tells the same", [data.get(name) for name in ("kind", "subject", "state", "cause", "provider", "step")],
                ["connection", "token", "failing", "token_endpoint", "The Other", 5])
    summary = data.get("summary", "")
    cases.check("in a sentence", "people could not sign in since" in summary and summary.endswith("The Other refuses our request"), summary)
    cases.check("without a person's data", "anna" not in json.dumps(body).lower(), body)
    first, second = receiver.got[:2]
    cases.equal("refused once, it came again under the same id", [first[3], second[3], first[1]["webhook-id"] == second[1]["webhook-id"]],
                [500, 204, True])
    cases.check("after about five seconds", 3.5 < second[0] - first[0] < 9, second[0] - first[0])
    for _, headers, raw, _ in (first, second):
        cases.equal("signed by both secrets", [signatures(headers, raw, s) for s in (SECRET, OLD_SECRET, b"x" * 32)], [True, True, False])
        cases.check("at its time", abs(int(headers["webhook-timestamp"]) - time.time()) < 60, headers["webhook-timestamp"])


def healed(cases, folder, site, other, receiver, renewed):
    Path(f"{folder}/secret").write_text(renewed)
    cases.equal("the site stops in order", site.stop(), 0)
    cases.equal("what was remembered is there without a server", state(site)[0], "failing")
    listed = json.loads(site.must("alert", "list", "--json"))
    cases.equal("alert list shows it", [(row["subject"], row["state"]) for row in listed["alerts"]], [("token", "failing")])
    site.start()
    for _ in range(20):
        sign_in(site, other)
    cases.equal("it is cleared", until(lambda: state(site)[0] == "ok" and "ok"), "ok")
    shown, words = until(lambda: picture(site)[0] == "ok" and picture(site)) or ("", "")
    cases.equal("the picture heals: its arrow", shown, "ok")
    cases.check("and its verdict", "Sign-in is working" in words, words)
    body = until(lambda: accepted(receiver, "alert.cleared"))
    cases.equal("and told", [row["data"]["summary"] for row in body or []], ["POST /token works again"])
    cases.equal("as one alert", len({row["data"]["alert"] for kind in ("alert.raised", "alert.cleared") for row in accepted(receiver, kind)}), 1)
    time.sleep(3)
    cases.equal("it stays well: one raised, one cleared", [event["type"] for event in alert_events(site)], ["alert.raised", "alert.cleared"])


def tested(cases, site, receiver):
    output = site.must("alert", "test")
    cases.check("alert test says how it was answered", "took it: 204" in output, output)
    headers, raw = receiver.got[-1][1:3]
    cases.check("and is signed", signatures(headers, raw, SECRET) and json.loads(raw)["type"] == "alert.test")
    receiver.answers = [(302, {"Location": receiver.url()})]
    before = len(receiver.got)
    cases.equal("a redirect is not followed", [site.command("alert", "test")[0], len(receiver.got) - before], [1, 1])
    for name, value in (("WEBHOOK_PRIVATE", "no"), ("WEBHOOK_URL", f"http://localhost:{receiver.server_port}/hook")):
        refused = {f"LATCHSTRING_ALERTS_{name}": value, "LATCHSTRING_ALERTS_WEBHOOK_PRIVATE": "no"}
        done = subprocess.run(site.command_line("alert", "test"), capture_output=True, text=True, env=clean_environment(**refused))
        cases.check(f"nothing is sent to this machine unless it is allowed ({name})",
                    done.returncode == 1 and "unreachable" in done.stderr and len(receiver.got) == before + 1, done.stderr)


def gone(cases, site, other, receiver):
    """410: the delivery is given up at once, with an event."""
    receiver.answers = [(410, {})] * 2
    json.loads(other.must("client", "rotate-secret", "shop", "--json"))
    time.sleep(0.2)
    for _ in range(30):
        sign_in(site, other)
    events = until(lambda: [event for event in alert_events(site) if event["type"] == "webhook.failed"])
    cases.equal("given up, and said so", [event["cause"] for event in events or []], ["410"])
    word = site.read("latchstring.db", "SELECT state, attempts FROM deliveries ORDER BY id DESC LIMIT 1")
    cases.equal("after one attempt", word, [("given up", 1)])


def main():
    folder, holder = temporary("alerts")
    cases, receiver = Cases(), Receiver()
    site, other = open_sites(folder, receiver)
    try:
        renewed = raised(cases, folder, site, other, receiver)
        told(cases, receiver)
        healed(cases, folder, site, other, receiver, renewed)
        tested(cases, site, receiver)
        gone(cases, site, other, receiver)
    finally:
        site.end()
        other.end()
    return cases.end()


if __name__ == "__main__":
    sys.exit(main())
