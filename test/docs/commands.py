#!/usr/bin/env python3
# commands.py -- runs every ```sh block of the pages in docs/ as a reader would, against a server of its own.
# SPDX-License-Identifier: ISC
"""commands.py [PAGE.md ...]: a block marked ```sh runs beside the server, ```sh serverless with the server stopped."""
import os, pathlib, re, signal, socket, subprocess, sys, tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("LATCHSTRING", str(ROOT / "build/latchstring"))
BLOCK = re.compile(r"^```sh( serverless)?\n(.*?)^```$", re.M | re.S)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    def __init__(self, folder):
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        tools = pathlib.Path(folder) / "bin"
        tools.mkdir()
        (tools / "latchstring").symlink_to(PROGRAM)
        self.env = dict(os.environ, LATCHSTRING_LISTEN=f"127.0.0.1:{self.port}", LATCHSTRING_DATA_DIR=f"{folder}/var",
                        SITE=self.url, PATH=f"{tools}:{os.environ['PATH']}")
        self.folder = folder
        self.start()

    def start(self):
        self.process = subprocess.Popen([PROGRAM, "serve"], env=self.env, cwd=self.folder, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        if "ready" not in line:
            sys.exit(f"the server did not start: {line}")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        if self.process.wait(20) != 0:
            sys.exit("the server did not stop cleanly")

    def run(self, text):
        return subprocess.run(["bash", "-euo", "pipefail", "-c", text], env=self.env, cwd=self.folder, text=True,
                              capture_output=True, timeout=60)


def run_page(page, server):
    passed = failed = 0
    for serverless, text in BLOCK.findall(page.read_text()):
        if serverless:
            server.stop()
        result = server.run(text)
        if serverless:
            server.start()
        if result.returncode == 0:
            passed += 1
        else:
            failed += 1
            print(f"FAIL {page.name}: {text.strip()}\n{result.stdout}{result.stderr}")
    return passed, failed


def main():
    pages = [pathlib.Path(p) for p in sys.argv[1:]] or sorted((ROOT / "docs").glob("*.md"))
    passed = failed = 0
    for page in pages:
        if not BLOCK.search(page.read_text()):
            continue
        with tempfile.TemporaryDirectory() as folder:
            server = Server(folder)
            # Pages speak of Ada as somebody who is there already, or add her themselves.
            if "user add ada" not in page.read_text():
                server.run("printf 'a long pass phrase of hers\\n' | latchstring user add ada --password-stdin")
            p, f = run_page(page, server)
            server.stop()
        passed, failed = passed + p, failed + f
    print(f"{passed} passed, {failed} failed, 0 skipped")
    sys.exit(1 if failed or not passed else 0)


main()
