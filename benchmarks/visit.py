"""What a visit costs: addresses on 127.0.0.1 without a pause, beside bare requests for the same addresses.

`python benchmarks/visit.py [ADDRESSES]`
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import urllib3

import imgaudit as ia

HOST = "hollow.example"
SERVER = """
import asyncio, io
from PIL import Image
out = io.BytesIO()
Image.effect_noise((400, 300), 60).save(out, "jpeg")
body = out.getvalue()
def head(status, kind, length):
    return f"HTTP/1.1 {status}\\r\\nContent-Type: {kind}\\r\\nContent-Length: {length}\\r\\n\\r\\n".encode()
found, lost = head("200 OK", "image/jpeg", len(body)) + body, head("404 Not Found", "text/html", 0)
async def serve(reader, writer):
    while line := await reader.readline():
        while (await reader.readline()).strip():
            pass
        writer.write(found if b"/up/" in line and b"no-such" not in line else lost)
        await writer.drain()
    writer.close()
async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()
asyncio.run(main())
"""


def main() -> None:
    """Print seconds, CPU-seconds and peak memory, and the CPU of a visit against that of bare requests."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("addresses", nargs="?", type=int, default=20_000)
    count = parser.parse_args().addresses
    server = subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    try:
        port = int(server.stdout.readline())
        with tempfile.TemporaryDirectory() as name:
            _compare(Path(name), port, count)
    finally:
        server.terminate()


def _compare(folder: Path, port: int, count: int) -> None:
    rows = [f"website,https://{HOST}/up/{number}.jpg" for number in range(count)]
    (folder / "list.csv").write_text("\n".join(["Channel,Picture file", *rows]) + "\n")
    inventory = ia.read_inventory(folder / "list.csv", site=HOST)
    policy = ia.Policy(visit={"hosts": [HOST]})

    def bare() -> None:
        pool = urllib3.HTTPConnectionPool("127.0.0.1", port, maxsize=1)
        for number in range(count):
            assert pool.request("GET", f"/up/{number}.jpg", headers={"Host": HOST}).status == 200

    def visit() -> None:
        more = {"yes": True, "progress": False, "loopback": port, "interval": 0}
        seen = ia.visit(inventory, policy=policy, store=folder / "visits.sqlite", **more)
        assert seen.visits["outcome"].eq("public").all()
        assert len(seen.visits) == count

    cpu = {}
    for name, step in (("bare urllib3", bare), ("visit", visit)):
        began, used = time.perf_counter(), time.process_time()
        step()
        seconds, cpu[name] = time.perf_counter() - began, time.process_time() - used
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{name:14}{count:8,} addresses {seconds:8.1f} s {cpu[name]:8.1f} CPU-s {peak:8.0f} MB at most")
    print(f"CPU of a visit: {cpu['visit'] / cpu['bare urllib3']:.1f} times that of bare requests")


if __name__ == "__main__":
    main()
