#!/usr/bin/env python3
# nginx_beside.py -- the differential test: every request of grammar.py to our server and to a real nginx.
# SPDX-License-Identifier: ISC
"""nginx_beside.py HOST PORT [options of grammar.py]     beside a server that runs already
nginx_beside.py --echo PROGRAM [options of grammar.py]   beside test/unit/http/echo_server, started here

What nginx refuses (4xx, 5xx, or closing) must be refused by us too, or the test fails; what we refuse and nginx takes is listed as
"stricter". nginx runs unprivileged, in a folder of its own, on a free loopback port: a server that reads each request whole and
hands it to a second one that returns 200 (a bare `return 200` would answer without reading the body's chunks).
"""
import contextlib, os, pwd, shutil, socket, subprocess, sys, tempfile, time
from pathlib import Path

import grammar

CONFIGURATION = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    client_max_body_size 64k;
    large_client_header_buffers 8 16k;
    client_header_timeout 2s;
    client_body_timeout 2s;
    lingering_timeout 1s;
    server {{
        listen 127.0.0.1:{port};
        location / {{ proxy_pass http://unix:{folder}/inner.sock; }}
    }}
    server {{
        listen unix:{folder}/inner.sock;
        return 200 "ok";
    }}
}}
"""


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def wait_until_listening(port, process, what):
    for _ in range(200):
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise SystemExit(f"{what} does not listen on port {port}\n0 passed, 1 failed, 0 skipped")


@contextlib.contextmanager
def running(command, port, **how):
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, **how)
    try:
        wait_until_listening(port, process, command[0])
        yield
    finally:
        process.terminate()
        status = process.wait(10)
    if status != 0:
        raise SystemExit(f"{command[0]} ended with status {status}\n0 passed, 1 failed, 0 skipped")


@contextlib.contextmanager
def nginx():
    """A real nginx; yields its port."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="nginx-beside-") as folder:
        Path(folder, "nginx.conf").write_text(CONFIGURATION.format(folder=folder, port=port))
        how = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
            how = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        command = [find_nginx(), "-p", folder, "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf"]
        with running(command, port, **how):
            yield port


def find_nginx():
    return shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


def main(argv):
    if not find_nginx():
        print("nginx is not installed (apt install nginx-light)\n0 passed, 0 failed, 1 skipped")
        return 0
    with contextlib.ExitStack() as stack:
        peer = stack.enter_context(nginx())
        if argv[:1] == ["--echo"]:
            port = free_port()
            stack.enter_context(running([argv[1], f"127.0.0.1:{port}"], port))
            argv = ["127.0.0.1", str(port), "--deadline", "2", *argv[2:]]
        return grammar.main([*argv, "--peer", f"127.0.0.1:{peer}"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
