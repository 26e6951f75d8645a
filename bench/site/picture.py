#!/usr/bin/env python3
# picture.py -- what /flow.svg costs: CPU of the server per request, beside nginx "return 200" in the same run.
# SPDX-License-Identifier: ISC
"""CPU is that of the whole process (schedstat, nanoseconds), less what it uses when nobody asks; so the speed of this client does not
matter. Prints a table; asserts nothing."""
import glob, os, re, signal, statistics, subprocess, sys, time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent / "test/rig"))
from latchstring import Browser, Site, free_port, temporary

PASSWORD = "correct horse battery staple"
SECONDS, ROUNDS, FRESH = 2, 5, 25


def cpu_of(*processes):
    """Nanoseconds on a processor, of all threads of these processes."""
    total = 0
    for process in processes:
        for file in glob.glob(f"/proc/{process}/task/*/schedstat"):
            try:
                total += int(Path(file).read_text().split()[0])
            except (FileNotFoundError, ProcessLookupError):
                pass
    return total


def per_request(processes, url, more=None):
    """Microseconds of CPU for each request of sixteen kept connections that ask as fast as they can."""
    before = cpu_of(*processes)
    words = ["wrk", "-t", "1", "-c", "16", "-d", f"{SECONDS}s", *(["-H", more] if more else []), url]
    said = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    requests = int(re.search(r"(\d+) requests in", said)[1])
    return (cpu_of(*processes) - before) / requests / 1000


def start_nginx(folder):
    port = free_port()
    Path(f"{folder}/nginx.conf").write_text(
        f"worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log; events {{}}\n"
        f"http {{ access_log off; keepalive_requests 1000000; client_body_temp_path {folder}; proxy_temp_path {folder};\n"
        f"fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};\n"
        f"server {{ listen 127.0.0.1:{port}; location / {{ return 200 'ok'; }} }} }}\n")
    subprocess.run(["nginx", "-c", f"{folder}/nginx.conf", "-p", folder], check=True)
    time.sleep(0.3)
    master = int(Path(f"{folder}/nginx.pid").read_text())
    workers = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    return port, master, [int(worker) for worker in workers]


def fresh(site, process):
    """CPU of one request right after the figures changed, less that of as long a time without it; and the picture's size."""
    found, person, reader, size = [], Browser(site), Browser(site), 0
    for _ in range(FRESH):
        person.sign_in("anna", PASSWORD, start="/login?prompt=login")
        time.sleep(1.6)  # loaded, and the view of before is old
        idle = cpu_of(process)
        time.sleep(0.2)
        idle = cpu_of(process) - idle
        before = cpu_of(process)
        size = len(reader.get(f"{site.url}/flow.svg?lang=en").body.encode())
        time.sleep(0.2)
        found.append((cpu_of(process) - before - idle) / 1000)
    return statistics.median(found), size


def unchanged(site, process, nginx_url, workers):
    """CPU of a 304, and of nginx's answer: in turns, so that both see the same machine. Each minute the picture is another one."""
    ours, floor = [], []
    for _ in range(ROUNDS):
        while time.time() % 60 > 55:
            time.sleep(0.5)
        heads = Browser(site).get(f"{site.url}/flow.svg?lang=en").headers
        tag = next(value for name, value in dict(heads).items() if name.lower() == "etag")
        floor.append(per_request(workers, nginx_url))
        ours.append(per_request([process], f"{site.url}/flow.svg?lang=en", f"If-None-Match: {tag}"))
    return statistics.median(ours), statistics.median(floor)


def main():
    folder, holder = temporary("bench-picture")
    port, nginx, workers = start_nginx(folder)
    site = Site(f"{folder}/site", "[show]\nflow = everyone\n")
    site.add_person("anna", PASSWORD)
    site.start()
    try:
        drawn, size = fresh(site, site.process.pid)
        same, floor = unchanged(site, site.process.pid, f"http://127.0.0.1:{port}/", workers)
        print(f"{'nginx return 200':34} {floor:8.1f} µs of CPU")
        print(f"{'/flow.svg, not modified (304)':34} {same:8.1f} µs   {same / floor:.2f} x nginx")
        print(f"{'/flow.svg, figures just changed':34} {drawn:8.1f} µs   {size} bytes; figures collected, shaped and drawn")
    finally:
        site.stop()
        os.kill(nginx, signal.SIGTERM)


if __name__ == "__main__":
    main()
