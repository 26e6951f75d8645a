#!/usr/bin/env python3
# with_server.py -- starts a server of its own, runs a command with {port} filled in, stops the server.
# SPDX-License-Identifier: ISC
"""with_server.py COMMAND...: exits as the command does, or 1 when the server does not start or stop cleanly."""
import os, signal, socket, subprocess, sys, tempfile

with socket.socket() as s:
    s.bind(("127.0.0.1", 0))
    port = str(s.getsockname()[1])

with tempfile.TemporaryDirectory() as folder:
    env = dict(os.environ, LATCHSTRING_LISTEN=f"127.0.0.1:{port}", LATCHSTRING_DATA_DIR=f"{folder}/var")
    log = open(f"{folder}/log", "w")
    server = subprocess.Popen([os.environ["LATCHSTRING"], "serve", "--demo"], env=env, stdout=subprocess.PIPE, stderr=log,
                              text=True)
    if "ready" not in server.stdout.readline():
        sys.exit("the server did not start")
    status = subprocess.call([word.replace("{port}", port) for word in sys.argv[1:]])
    server.send_signal(signal.SIGTERM)
    sys.exit(1 if server.wait(30) != 0 else status)
