#!/usr/bin/env python3
# exports.py -- /reports, its CSV, its JSON, /metrics and `latchstring report` tell the same; who may ask; what a test sign-in leaves.
# SPDX-License-Identifier: ISC
"""A site with a few sign-ins. Every panel is read in four forms and compared cell by cell; the addresses of the page are followed; limits,
permissions and origins are tried; every metric of docs/grafana-latchstring.json must be one of /metrics."""
import csv, html, io, json, re, sys, time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "rig"))
from latchstring import TOP, Browser, Cases, Site, temporary

PASSWORD = "correct horse battery staple"
PANELS = "answer funnel failures series causes refused providers apps times people active sessions pipeline".split()
MOVING = {"pipeline"}  # the age of events
REFUSED = ["range=2h", "range=custom&from=yesterday", "from=2026-13-01", "tz=Nowhere/Atall", "step=1", "step=9", "panel=none", "range=" + "x" * 17,
           "tz=" + "x" * 65, "provider=" + "x" * 129, "from=2020-01-01&to=2019-01-01", "range=7d&range=1h"]


def cells_of_csv(text):
    return list(csv.reader(io.StringIO(text, newline="")))


def flat(value):
    """A value of the JSON as the columns of the CSV have it."""
    if isinstance(value, dict):
        share = value["share"]
        return [str(value["numerator"]), str(value["denominator"]), "" if share is None else f"{share:.4f}"]
    if value is None:
        return [""]
    return [f"{value:.3f}" if isinstance(value, float) else str(value)]


def rows_of_json(panel, rows):
    if panel in ("answer", "sessions", "pipeline"):  # columns of several kinds
        return [[row["figure"]] for row in rows]
    return [[cell for value in row.values() for cell in flat(value)] for row in rows]


def compare_forms(cases, site, reader):
    whole = reader.json("/reports.json?range=24h")
    cases.equal("the schema is told", whole["schema"], 2)
    cases.equal("all panels are there", list(whole["panels"]), PANELS)
    cases.check("every word of a rate is defined", {"flow", "success_rate", "typical", "active"} <= set(whole["definitions"]))
    for panel in PANELS:
        reply = reader.get(f"/reports.csv?range=24h&panel={panel}")
        table = cells_of_csv(reply.body)
        cases.check(f"{panel}: every line ends with CR LF", reply.body.endswith("\r\n") and reply.body.count("\n") == reply.body.count("\r\n"))
        cases.check(f"{panel}: all rows are as wide as the head", len({len(row) for row in table}) == 1, table)
        rows = whole["panels"][panel]["rows"]
        width = 1 if panel in ("answer", "sessions", "pipeline") else None
        cases.equal(f"{panel}: CSV and JSON", [row[:width] for row in table[1:]], rows_of_json(panel, rows))
        code, printed, errors = site.command("report", "--range", "24h", "--panel", panel, "--csv")
        cases.equal(f"{panel}: latchstring report --csv ends well", (code, errors), (0, ""))
        if panel not in MOVING:
            cases.equal(f"{panel}: page and command", cells_of_csv(printed), table)
        cases.check(f"{panel}: latchstring report prints it", whole["panels"][panel]["title"] in site.must("report", "--panel", panel))


def compare_page(cases, reader):
    page, whole = reader.get("/reports?range=24h"), reader.json("/reports.json?range=24h")
    text = html.unescape(re.sub(r"<[^>]*>", "|", page.body))
    cases.equal("the page is there", page.status, 200)
    for row in whole["panels"]["funnel"]["rows"]:
        found = re.search(r"\|" + re.escape(row["words"]) + r"\|[|\s]*(\d+)\|", text)
        cases.equal(f"the page's step {row['step']}", found and int(found[1]), row["flows"])
    for row in whole["panels"]["causes"]["rows"]:
        cases.check(f"the page's cause {row['cause']}", row["meaning"] in text and row["todo"] in text and row["trace"] in text)
    cases.check("no inline style, no inline script", not re.search(r"<[^>]* style=|<script>|<[^>]* on\w+=", page.body))
    for address in sorted(set(re.findall(r'href="(/reports[^"]*)"', page.body))):
        status = reader.get(html.unescape(address).split("#")[0]).status
        if status != 200:
            cases.check(f"{address} is answered", False, status)
    cases.check("addresses were there to follow", len(re.findall(r'href="/reports', page.body)) > 30)


def who_may_ask(cases, site, reader, ben):
    for path in ("/reports", "/reports.json", "/reports.csv?panel=funnel"):
        cases.equal(f"{path} for a stranger", Browser(site).get(path).status, 401)
        cases.equal(f"{path} without the permission", ben.get(path).status, 403)
    cases.equal("a stranger's test sign-in", Browser(site).post("/reports/test").status, 401)
    cases.equal("a test sign-in without the permission", ben.post("/reports/test").status, 403)
    foreign = reader.request("POST", "/reports/test", headers={"Origin": "https://evil.example"})
    cases.equal("a test sign-in that another site sends", foreign.status, 403)
    for query in REFUSED:
        cases.equal(f"{query[:30]} is refused", reader.get(f"/reports.json?{query}").status, 400)


def test_sign_in(cases, site, reader):
    before, users = reader.json("/reports.json")["started"], len(site.must("user", "list").splitlines())
    for _ in range(2):
        reply = reader.post("/reports/test")
        place = reply.headers.get("location", "")
        cases.check("the test sign-in works", reply.status == 303 and re.fullmatch(r"/reports\?tests=1&test=ok-\d+", place), (reply.status, place))
    end = time.monotonic() + 2
    while reader.json("/reports.json?tests=1")["completed"] < before + 2 and time.monotonic() < end:
        time.sleep(0.02)
    cases.equal("it is counted when it is asked for", reader.json("/reports.json?tests=1")["started"], before + 2)
    cases.equal("and left out else", reader.json("/reports.json")["started"], before)
    accounts = site.must("user", "list").splitlines()
    cases.equal("it has one account, however often", len(accounts), users + 1)
    account = next(line for line in accounts if line.startswith("test-sign-in"))
    cases.check("which is disabled and may nothing", "disabled" in account and "none" in account, account)
    cases.check("the page says how it went", "The test sign-in worked." in reader.get("/reports?tests=1&test=ok-240").body)
    for said in ("ok-x", "nonsense", "ok-99999999"):
        cases.check(f"and nothing of {said}", "test sign-in worked" not in reader.get(f"/reports?test={said}").body)


def metrics(cases, site, reader):
    plain = Browser(site).get("/metrics")
    cases.equal("/metrics on this machine", plain.status, 200)
    for header in ("X-Forwarded-For", "Forwarded", "Via", "Sec-Fetch-Site"):
        handed = Browser(site).request("GET", "/metrics", headers={header: "192.0.2.1"})
        cases.equal(f"/metrics handed on ({header})", handed.status, 403)
    names = set(re.findall(r"^(latchstring_\w+)", plain.body, re.M))
    told = set(re.findall(r"# TYPE (\w+) gauge", plain.body))
    cases.check("every sample has a type", names <= told, names - told)
    cases.check("every line is a sample or a comment", all(re.fullmatch(r'# .*|\w+(\{[^}]*\})? -?[0-9.e+]+', line) for line in plain.body.splitlines()))
    whole = reader.json("/reports.json?range=24h")
    found = dict(re.findall(r'^latchstring_signins\{window="24h",outcome="(\w+)"\} (\d+)$', plain.body, re.M))
    cases.equal("outcomes", {name: int(count) for name, count in found.items()}, {name: whole[name] for name in ("completed", "failed", "abandoned", "open")})
    board = (TOP / "docs/grafana-latchstring.json").read_text()
    used = set(re.findall(r"latchstring_\w+", " ".join(t["expr"] for p in json.loads(board)["panels"] for t in p["targets"])))
    cases.check("the dashboard asks only for what there is", used and used <= told, used - told)
    listed = (TOP / "docs/metrics.md").read_text()
    cases.check("docs/metrics.md lists each", all(name in listed or name.rsplit("_", 1)[1] in ("week", "month") for name in told))


def words_of_the_command(cases, site):
    for words in (["--range", "2h"], ["--panel", "none"], ["--csv", "--json"]):
        cases.equal(f"report {' '.join(words)}", site.command("report", *words)[0], 2)


def main():
    folder, holder = temporary("exports")
    cases = Cases()
    site = Site(f"{folder}/site")
    site.add_person("anna", PASSWORD, "--permission", "admin")
    site.add_person("ben", PASSWORD)
    site.start()
    try:
        reader, ben = Browser(site), Browser(site)
        reader.sign_in("anna", PASSWORD)
        ben.sign_in("ben", PASSWORD)
        Browser(site).sign_in("ben", "wrong horse")
        time.sleep(1)
        for name, test, *arguments in (("forms", compare_forms, site, reader), ("page", compare_page, reader), ("who", who_may_ask, site, reader, ben),
                                       ("test", test_sign_in, site, reader), ("metrics", metrics, site, reader), ("words", words_of_the_command, site)):
            cases.run(name, test, *arguments)
    finally:
        site.end()
    return cases.end()


if __name__ == "__main__":
    sys.exit(main())
