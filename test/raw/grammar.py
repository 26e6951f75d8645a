#!/usr/bin/env python3
# grammar.py -- malformed and borderline requests, byte for byte, against a running server; beside a second one if asked.
# SPDX-License-Identifier: ISC
"""grammar.py HOST PORT [--host NAME] [--deadline SECONDS] [--peer HOST:PORT] [--table FILE.md]

Each case sends its bytes and looks at the first reply and at what happens to the connection. Expected is a status (an error's
status must be followed by the connection's end and by nothing else), `accepted` (any reply that is no refusal of the
grammar), or `closed` (no reply, the connection ends). --host is the Host to ask for (HOST:PORT), --deadline the server's read
deadline (10): cases that wait for it are skipped when it is 0. With --peer each case also goes to a second server, and what
that one refuses must be refused here too; --table writes both as Markdown.
"""
import argparse, concurrent.futures, socket, sys, time
from collections import namedtuple

Case = namedtuple("Case", "name data expected drip", defaults=(b"",))

REPLY_LIMIT = 5       # seconds until a reply has begun
CLOSE_LIMIT = 5       # seconds until a connection ends after a refusal
DEADLINE_SLACK = 4    # seconds that a deadline may be late
GRAMMAR = {400, 408, 411, 413, 414, 417, 421, 431, 494, 501, 505}


def get(target=b"/", version=b"HTTP/1.1", host=b"%HOST%", headers=b""):
    return b"GET " + target + b" " + version + b"\r\nHost: " + host + b"\r\n" + headers + b"\r\n"


def post(headers, body=b"", version=b"HTTP/1.1"):
    return b"POST / " + version + b"\r\nHost: %HOST%\r\n" + headers + b"\r\n" + body


def chunked(body, headers=b""):
    return post(b"Transfer-Encoding: chunked\r\n" + headers, body)


def line_of(length):
    """A request whose request line has that many bytes, without its CRLF."""
    return get(b"/" + b"a" * (length - len("GET / HTTP/1.1")))


def head_of(length):
    """A request whose head has that many bytes when the Host is HOST_LENGTH long; %PAD% makes up the difference."""
    return b"GET / HTTP/1.1\r\nHost: %HOST%\r\nX-Long: %PAD" + str(length).encode() + b"%\r\n\r\n"


def accepted_cases():
    yield Case("a plain request", get(), "accepted")
    yield Case("one empty line before it", b"\r\n" + get(), "accepted")
    yield Case("HTTP/1.0", get(version=b"HTTP/1.0"), "accepted")
    yield Case("absolute-form", get(b"http://%HOST%/"), "accepted")
    yield Case("an empty value", get(headers=b"X-A:\r\n"), "accepted")
    yield Case("a tab in a value", get(headers=b"X-A: a\tb\r\n"), "accepted")
    yield Case("spaces around a value", get(headers=b"X-A: \t a \t\r\n"), "accepted")
    yield Case("escapes of UTF-8 in the path", get(b"/%C3%A4"), "accepted")
    yield Case("brackets in the query", get(b"/?a[]={b}|c"), "accepted")
    yield Case("a body by length", post(b"Content-Length: 5\r\n", b"hello"), "accepted")
    yield Case("a body by chunks", chunked(b"5\r\nhello\r\n0\r\n\r\n"), "accepted")
    yield Case("a body of length 0", post(b"Content-Length: 0\r\n"), "accepted")
    yield Case("a body of 65,536 bytes", post(b"Content-Length: 65536\r\n", b"b" * 65536), "accepted")
    yield Case("chunks of 65,536 bytes", chunked(b"10000\r\n" + b"b" * 65536 + b"\r\n0\r\n\r\n"), "accepted")
    yield Case("Expect: 100-continue", post(b"Expect: 100-continue\r\nContent-Length: 5\r\n", b"hello"), "accepted")
    yield Case("99 fields besides Host", get(headers=b"".join(b"X-%d: a\r\n" % i for i in range(99))), "accepted")
    yield Case("a request line of 8,192 bytes", line_of(8192), "accepted")
    yield Case("a head of 16,384 bytes", head_of(16384), "accepted")


def limit_cases():
    yield Case("a request line of 8,193 bytes", line_of(8193), 414)
    yield Case("a request line of 20,000 bytes", line_of(20000), 414)
    yield Case("a request line without end", b"GET /" + b"a" * 20000, 414)
    yield Case("a head of 16,385 bytes", head_of(16385), 431)
    yield Case("a header without end", b"GET / HTTP/1.1\r\nHost: %HOST%\r\nX-A: " + b"a" * 40000, 431)
    yield Case("100 fields besides Host", get(headers=b"".join(b"X-%d: a\r\n" % i for i in range(100))), 431)
    yield Case("2,000 fields", get(headers=b"a:\r\n" * 2000), 431)
    yield Case("a length of 65,537", post(b"Content-Length: 65537\r\n", b"b" * 65537), 413)
    yield Case("a length of 65,537 without a body", post(b"Content-Length: 65537\r\n"), 413)
    yield Case("a length of 2^64 - 1", post(b"Content-Length: 18446744073709551615\r\n"), 413)
    yield Case("a chunk of 65,537 bytes", chunked(b"10001\r\n" + b"b" * 65537 + b"\r\n0\r\n\r\n"), 413)
    yield Case("a chunk of size ffffffff", chunked(b"ffffffff\r\n"), 413)
    yield Case("chunks of 65,537 bytes", chunked(b"10000\r\n" + b"b" * 65536 + b"\r\n1\r\nb\r\n0\r\n\r\n"), 413)
    yield Case("trailers of 8,000 bytes", chunked(b"0\r\nA: " + b"a" * 8000 + b"\r\n\r\n"), 431)


def line_cases():
    for name, data in (
        ("bare LF after the request line", b"GET / HTTP/1.1\nHost: %HOST%\r\n\r\n"),
        ("bare LF after a header", b"GET / HTTP/1.1\r\nHost: %HOST%\nX-A: b\r\n\r\n"),
        ("bare LF at the end of the head", b"GET / HTTP/1.1\r\nHost: %HOST%\r\n\n"),
        ("bare LFs everywhere", b"GET / HTTP/1.1\nHost: %HOST%\n\n"),
        ("bare LF before the request", b"\n" + get()),
        ("two empty lines before the request", b"\r\n\r\n" + get()),
        ("bare CR in the request line", b"GET /\r HTTP/1.1\r\nHost: %HOST%\r\n\r\n"),
        ("bare CR in a value", get(headers=b"X-A: a\rb\r\n")),
        ("bare CR that hides a header", get(headers=b"X-A: a\rX-B: b\r\n")),
        ("bare CR before CRLF", get(headers=b"X-A: a\r\r\n")),
        ("bare CR in a name", get(headers=b"X-\rA: a\r\n")),
        ("a line of one CR", get(headers=b"\r\r\n")),
        ("NUL in the target", get(b"/a\0b")),
        ("NUL in a name", get(headers=b"X-\0A: a\r\n")),
        ("NUL in a value", get(headers=b"X-A: a\0b\r\n")),
        ("a folded line", get(headers=b"X-A: a\r\n b\r\n")),
        ("a line folded by a tab", get(headers=b"X-A: a\r\n\tb\r\n")),
        ("a fold that forges a header", get(headers=b"X-A: a\r\n X-B: b\r\n")),
        ("a space before the first header", b"GET / HTTP/1.1\r\n Host: %HOST%\r\n\r\n"),
        ("a space before a colon", get(headers=b"X-A : a\r\n")),
        ("a tab before a colon", get(headers=b"X-A\t: a\r\n")),
        ("a space before Host's colon", b"GET / HTTP/1.1\r\nHost : %HOST%\r\n\r\n"),
        ("a space before Content-Length's colon", post(b"Content-Length : 5\r\n", b"hello")),
        ("a space before Transfer-Encoding's colon", post(b"Transfer-Encoding : chunked\r\n", b"0\r\n\r\n")),
        ("a header without a colon", get(headers=b"X-A\r\n")),
        ("a header without a name", get(headers=b": a\r\n")),
        ("a space in a name", get(headers=b"X A: a\r\n")),
        ("a parenthesis in a name", get(headers=b"X(A): a\r\n")),
        ("a byte above 127 in a name", get(headers=b"X-\xe4: a\r\n")),
        ("a control byte in a name", get(headers=b"X-\x01: a\r\n")),
        ("a control byte in a value", get(headers=b"X-A: a\x01b\r\n")),
        ("an escape byte in a value", get(headers=b"X-A: \x1b[2J\r\n")),
        ("a DEL in a value", get(headers=b"X-A: a\x7f\r\n")),
        ("a vertical tab in a value", get(headers=b"X-A: a\x0bb\r\n")),
    ):
        yield Case(name, data, 400)


def request_line_cases():
    for name, data, expected in (
        ("HTTP/0.9", b"GET /\r\n\r\n", 400),
        ("no target", b"GET HTTP/1.1\r\nHost: %HOST%\r\n\r\n", 400),
        ("two spaces before the target", get(b" /"), 400),
        ("two spaces before the version", get(b"/ "), 400),
        ("a tab for a space", b"GET\t/ HTTP/1.1\r\nHost: %HOST%\r\n\r\n", 400),
        ("a space after the version", get(version=b"HTTP/1.1 "), 400),
        ("something after the version", get(version=b"HTTP/1.1 x"), 400),
        ("a version in lower case", get(version=b"http/1.1"), 400),
        ("HTTP/1.10", get(version=b"HTTP/1.10"), 400),
        ("HTTP/1.", get(version=b"HTTP/1."), 400),
        ("HTTP/+1.1", get(version=b"HTTP/+1.1"), 400),
        ("HTTP/1.2", get(version=b"HTTP/1.2"), 505),
        ("HTTP/2.0", get(version=b"HTTP/2.0"), 505),
        ("HTTP/2's preface", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
        ("TLS", bytes.fromhex("16030100c8010000c40303") + b"\0" * 192, 400),
        ("a space before the method", b" " + get(), 400),
        ("a method with a colon", get().replace(b"GET", b"GET:"), 400),
        ("a method with a byte above 127", get().replace(b"GET", b"G\xc4T"), 400),
        ("an unknown method", get().replace(b"GET", b"FETCH"), 405),
        ("a method in lower case", get().replace(b"GET", b"get"), 405),
        ("CONNECT", b"CONNECT %HOST% HTTP/1.1\r\nHost: %HOST%\r\n\r\n", 501),
        ("an asterisk with GET", get(b"*"), 400),
        ("authority-form with GET", get(b"%HOST%"), 400),
        ("a relative target", get(b"a"), 400),
        ("a fragment", get(b"/#a"), 400),
        ("a byte above 127 in the target", get(b"/\xc3\xa4"), 400),
        ("a DEL in the target", get(b"/\x7f"), 400),
        ("a control byte in the target", get(b"/\x01"), 400),
        ("a backslash in the target", get(b"/\\"), 400),
        ("a less-than in the target", get(b"/<"), 400),
        ("a broken escape", get(b"/%zz"), 400),
        ("a cut escape", get(b"/%4"), 400),
        ("%00 in the path", get(b"/%00"), 400),
        ("%0d%0a in the path", get(b"/%0d%0a"), 400),
        ("overlong UTF-8 in the path", get(b"/%c0%af"), 400),
        ("a surrogate in the path", get(b"/%ed%a0%80"), 400),
        ("dot segments above the root", get(b"/../"), 400),
        ("dot segments", get(b"/a/../b"), 400),
        ("escaped dot segments", get(b"/a/%2e%2E/b"), 400),
        ("absolute-form with another host", get(b"http://other.example/"), 400),
        ("absolute-form with a user", get(b"http://user@%HOST%/"), 400),
        ("absolute-form without a host", get(b"http:///"), 400),
        ("absolute-form of another scheme", get(b"ftp://%HOST%/"), 400),
    ):
        yield Case(name, data, expected)


def host_cases():
    for name, data, expected in (
        ("no Host", b"GET / HTTP/1.1\r\nX-A: a\r\n\r\n", 400),
        ("no Host in HTTP/1.0", b"GET / HTTP/1.0\r\n\r\n", 400),
        ("two Hosts", get(headers=b"Host: other.example\r\n"), 400),
        ("two equal Hosts", get(headers=b"hOST: %HOST%\r\n"), 400),
        ("an empty Host", get(host=b""), 400),
        ("a Host with a space", get(host=b"a b"), 400),
        ("a Host with a path", get(host=b"a.example/b"), 400),
        ("a Host with a user", get(host=b"u@a.example"), 400),
        ("a list of Hosts", get(host=b"a.example, b.example"), 400),
        ("a Host with an empty label", get(host=b"a..example"), 400),
        ("a Host with a bad port", get(host=b"a.example:x"), 400),
        ("a Host with a port above 65,535", get(host=b"a.example:65536"), 400),
        ("a Host with an open bracket", get(host=b"[::1"), 400),
        ("a Host above 127", get(host=b"\xc3\xa4.example"), 400),
        ("a Host that is not configured", get(host=b"other.example"), 421),
        ("a subdomain that is not configured", get(host=b"x.%HOST%"), 421),
    ):
        yield Case(name, data, expected)


def framing_cases():
    length = lambda value, more=b"": post(b"Content-Length:" + value + b"\r\n" + more, b"hello")
    coding = lambda value, more=b"": post(b"Transfer-Encoding:" + value + b"\r\n" + more, b"5\r\nhello\r\n0\r\n\r\n")
    for name, data, expected in (
        ("length and chunked", length(b" 5", b"Transfer-Encoding: chunked\r\n"), 400),
        ("chunked and length", coding(b" chunked", b"Content-Length: 5\r\n"), 400),
        ("length 0 and chunked", coding(b" chunked", b"Content-Length: 0\r\n"), 400),
        ("two lengths", length(b" 5", b"Content-Length: 6\r\n"), 400),
        ("two equal lengths", length(b" 5", b"content-length: 5\r\n"), 400),
        ("a list of lengths", length(b" 5, 5"), 400),
        ("a length with a plus", length(b" +5"), 400),
        ("a negative length", length(b" -5"), 400),
        ("a hexadecimal length", length(b" 0x5"), 400),
        ("a length with a leading zero", length(b" 05"), 400),
        ("a length with a space inside", length(b" 5 5"), 400),
        ("a length with a fraction", length(b" 5.0"), 400),
        ("an empty length", length(b""), 400),
        ("a length of 2^64", length(b" 18446744073709551616"), 400),
        ("a length of 40 digits", length(b" " + b"9" * 40), 400),
        ("two codings", coding(b" chunked", b"Transfer-Encoding: chunked\r\n"), 400),
        ("chunked and identity", coding(b" chunked", b"Transfer-Encoding: identity\r\n"), 400),
        ("chunked twice in a list", coding(b" chunked, chunked"), 400),
        ("chunked, then gzip", coding(b" chunked, gzip"), 400),
        ("identity", coding(b" identity"), 400),
        ("an unknown coding", coding(b" xchunked"), 400),
        ("chunked after a vertical tab", coding(b" \x0bchunked"), 400),
        ("chunked in quotes", coding(b' "chunked"'), 400),
        ("chunked with a parameter", coding(b" chunked;a=b"), 400),
        ("an empty coding", coding(b""), 400),
        ("chunked in HTTP/1.0", post(b"Transfer-Encoding: chunked\r\n", b"0\r\n\r\n", b"HTTP/1.0"), 400),
        ("gzip, then chunked", coding(b" gzip, chunked"), 501),
        ("an unknown expectation", post(b"Expect: 200-ok\r\nContent-Length: 5\r\n", b"hello"), 417),
        ("two Content-Types", post(b"Content-Type: a/b\r\nContent-Type: c/d\r\n"), 400),
        ("two Authorizations", get(headers=b"Authorization: Basic YTpi\r\nAuthorization: Basic YTpi\r\n"), 400),
    ):
        yield Case(name, data, expected)


def chunk_cases():
    for name, body in (
        ("a chunk size that is no number", b"g\r\nhello\r\n0\r\n\r\n"),
        ("an empty chunk size", b"\r\nhello\r\n0\r\n\r\n"),
        ("a chunk size with 0x", b"0x5\r\nhello\r\n0\r\n\r\n"),
        ("a chunk size with a plus", b"+5\r\nhello\r\n0\r\n\r\n"),
        ("a negative chunk size", b"-5\r\nhello\r\n0\r\n\r\n"),
        ("a chunk size of 17 digits", b"00000000000000005\r\nhello\r\n0\r\n\r\n"),
        ("a chunk size that overflows", b"10000000000000005\r\nhello\r\n0\r\n\r\n"),
        ("a chunk extension", b"5;a=b\r\nhello\r\n0\r\n\r\n"),
        ("a chunk extension with a bare LF", b"5;a\nhello\r\n0\r\n\r\n"),
        ("a space before a chunk size", b" 5\r\nhello\r\n0\r\n\r\n"),
        ("a space after a chunk size", b"5 \r\nhello\r\n0\r\n\r\n"),
        ("bare LF after a chunk size", b"5\nhello\r\n0\r\n\r\n"),
        ("bare CR after a chunk size", b"5\rhello\r\n0\r\n\r\n"),
        ("bare LF after a chunk", b"5\r\nhello\n0\r\n\r\n"),
        ("a chunk longer than its size", b"4\r\nhello\r\n0\r\n\r\n"),
        ("no CRLF after a chunk", b"5\r\nhello0\r\n\r\n"),
        ("bare LF at the chunks' end", b"5\r\nhello\r\n0\r\n\n"),
        ("a folded trailer", b"0\r\nX-A: a\r\n b\r\n\r\n"),
        ("a trailer with a space before its colon", b"0\r\nX-A : a\r\n\r\n"),
        ("a trailer without a colon", b"0\r\nX-A\r\n\r\n"),
        ("a NUL in a trailer", b"0\r\nX-A: a\0\r\n\r\n"),
    ):
        yield Case(name, chunked(body), 400)


def slow_cases():
    """Those that a deadline ends."""
    yield Case("nothing is sent", b"", "closed")
    yield Case("a head without its end", b"GET / HTTP/1.1\r\nHost: %HOST%\r\n", "closed")
    yield Case("a request line that drips", b"GET /", "closed", b"a")
    yield Case("a header that drips", b"GET / HTTP/1.1\r\nHost: %HOST%\r\nX-A: ", "closed", b"a")
    yield Case("a body without its end", post(b"Content-Length: 5\r\n", b"hell"), "closed")
    yield Case("a body that drips", post(b"Content-Length: 60000\r\n"), "closed", b"a")
    yield Case("chunks without their end", chunked(b"5\r\nhello\r\n"), "closed")
    yield Case("chunks that drip", chunked(b"fff0\r\n"), "closed", b"a")


FAST_TABLES = (accepted_cases, limit_cases, line_cases, request_line_cases, host_cases, framing_cases, chunk_cases)


def fill(data, host):
    """The case's bytes for this Host; %PADn% grows until the whole is n bytes long."""
    data = data.replace(b"%HOST%", host.encode())
    before, mark, rest = data.partition(b"%PAD")
    if not mark:
        return data
    length, _, after = rest.partition(b"%")
    return before + b"p" * (int(length) - len(before) - len(after)) + after


class Reader:
    """Reads replies of one connection; raises TimeoutError past its time limit."""

    def __init__(self, connection):
        self.connection, self.bytes, self.ended = connection, b"", False

    def more(self, until):
        self.connection.settimeout(max(0.01, until - time.monotonic()))
        try:
            piece = self.connection.recv(65536)
        except (ConnectionResetError, BrokenPipeError):
            piece = b""
        self.bytes += piece
        self.ended = self.ended or not piece
        return bool(piece)

    def reply(self, until):
        """The status of the next final reply, None when the connection ends before one."""
        while True:
            while b"\r\n\r\n" not in self.bytes:
                if not self.more(until):
                    return None
            head, _, self.bytes = self.bytes.partition(b"\r\n\r\n")
            status = int(head.split(b" ", 2)[1])
            if status >= 200:
                break
        lengths = [line.split(b":")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
        while lengths and len(self.bytes) < int(lengths[0]) and self.more(until):
            pass
        self.bytes = self.bytes[int(lengths[0]):] if lengths else b""
        return status

    def end(self, until):
        """"" when the connection ends without a further byte, else what it does instead."""
        try:
            while not self.bytes and self.more(until):
                pass
        except TimeoutError:
            return " but stays open"
        return " and more" if self.bytes else ""


def send(connection, data):
    """Sends what the server takes: it may refuse before the end."""
    try:
        connection.sendall(data)
    except (BrokenPipeError, ConnectionResetError, TimeoutError):
        pass


def ask(address, case, host, limit):
    """What the server does: a status, "closed", "open", or a status with a remark."""
    with socket.create_connection(address, timeout=REPLY_LIMIT) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        reader, until = Reader(connection), time.monotonic() + limit
        send(connection, fill(case.data, host))
        while case.drip and not reader.ended and time.monotonic() < until:
            send(connection, case.drip)
            try:
                reader.more(time.monotonic() + 0.25)
            except TimeoutError:
                continue
            if reader.bytes:
                break
        try:
            status = reader.reply(until)
        except TimeoutError:
            return "open"
        if status is None:
            return "closed"
        refused = status in GRAMMAR
        return f"{status}{reader.end(time.monotonic() + CLOSE_LIMIT) if refused and status != 421 else ''}"


def is_refusal(outcome):
    """Whether a server did not take the request: an error (404 is an answer), or the end of the connection."""
    return outcome == "closed" or (outcome[:1] in "45" and outcome != "404")


def is_expected(case, outcome):
    if case.expected == "accepted":
        return outcome.isdigit() and int(outcome) not in GRAMMAR
    return outcome == str(case.expected)


def remark(ours, peer):
    if is_refusal(peer) and not is_refusal(ours):
        return "LOOSER"
    return "stricter" if is_refusal(ours) and not is_refusal(peer) else ""


def run(options, address, cases, limit):
    """(case, ours, peer or None) in order; each case has a connection of its own."""
    def one(case):
        peer = ask(options.peer, case, options.host, limit) if options.peer else None
        return case, ask(address, case, options.host, limit), peer

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        yield from pool.map(one, cases)


def write_table(path, rows, host):
    with open(path, "w") as file:
        file.write("# What the grammar refuses, beside nginx\n\nGenerated by `test/raw/nginx_beside.py`. A number alone is a reply after "
                   "which the connection ended (2xx, 405 and 421 may keep it); `closed` is an end without a reply, `open` neither "
                   "within the time limit.\n\n| request | expected | ours | nginx | |\n|---|---|---|---|---|\n")
        for case, ours, peer in rows:
            file.write(f"| {case.name} | {case.expected} | {ours} | {peer} | {remark(ours, peer)} |\n")
        stricter = sum(remark(ours, peer) == "stricter" for _, ours, peer in rows)
        looser = sum(remark(ours, peer) == "LOOSER" for _, ours, peer in rows)
        file.write(f"\n{len(rows)} requests: stricter than nginx in {stricter}, looser in {looser}.\n")


def arguments(argv):
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("address")
    parser.add_argument("port", type=int)
    parser.add_argument("--host")
    parser.add_argument("--deadline", type=float, default=10)
    parser.add_argument("--peer")
    parser.add_argument("--table")
    options = parser.parse_args(argv)
    options.host = options.host or f"{options.address}:{options.port}"
    if options.peer:
        host, _, port = options.peer.rpartition(":")
        options.peer = (host, int(port))
    return options


def main(argv=None):
    options = arguments(argv)
    address = (options.address, options.port)
    slow = list(slow_cases())
    fast = [case for table in FAST_TABLES for case in table()]
    rows = list(run(options, address, fast, REPLY_LIMIT))
    if options.deadline:
        rows += run(options, address, slow, options.deadline + DEADLINE_SLACK)
    failed = 0
    for case, ours, peer in rows:
        looser = peer is not None and remark(ours, peer) == "LOOSER"
        ok = is_expected(case, ours) and not looser
        failed += not ok
        beside = f"; nginx: {peer} {remark(ours, peer)}".rstrip() if peer is not None else ""
        print(f"{'ok' if ok else 'FAIL'} {case.name}: expected {case.expected} got {ours}{beside}")
    if options.peer and options.table:
        write_table(options.table, rows, options.host)
    skipped = 0 if options.deadline else len(slow)
    print(f"{len(rows) - failed} passed, {failed} failed, {skipped} skipped")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
