"""What a page costs whoever opens it: bytes, and time on a slow telephone."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

MOST = 300_000  # bytes of the home page with all that it asks for; the map that moves is a page of its own
SLOWEST = 1_500  # milliseconds until the largest part is painted, on a slow telephone
SLOW = {"latency": 150, "downloadThroughput": 1.6e6 / 8, "uploadThroughput": 750e3 / 8, "offline": False}
PAINTED = """new Promise(done => new PerformanceObserver(list => done(list.getEntries().at(-1).startTime))
    .observe({type: 'largest-contentful-paint', buffered: true}))"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def asked_for(page: Page) -> list[str]:
    urls: list[str] = []
    page.on("request", lambda request: urls.append(request.url))
    return urls


def test_the_home_page_is_light(browser: Browser, site: Path) -> None:
    page = browser.new_page()
    urls = asked_for(page)
    page.goto((site / "fr" / "index.html").as_uri())
    page.get_by_role("combobox").first.focus()
    page.wait_for_load_state("networkidle")
    page.close()
    files = {Path(url.removeprefix("file://").split("#")[0]) for url in urls if url.startswith("file://")}
    assert {file.name for file in files} >= {"index.html", "site.css", "site.js", "words.js", "index.js"}
    assert not [file for file in files if "maplibre" in file.name]
    assert sum(file.stat().st_size for file in files) < MOST


@pytest.mark.prove
@pytest.mark.parametrize("page_name", ["index.html", "zones/qpv/QP01.html", "indicators/poor_share.html"])
def test_pages_are_painted_soon_on_a_slow_telephone(browser: Browser, site: Path, page_name: str) -> None:
    """1.6 Mb/s, 150 ms there and back, a processor four times slower: Lighthouse's telephone; the median of five."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    Thread(target=server.serve_forever, daemon=True).start()
    times = []
    for _ in range(5):
        page = browser.new_page(viewport={"width": 390, "height": 844})
        machine = page.context.new_cdp_session(page)
        machine.send("Network.enable")
        machine.send("Network.emulateNetworkConditions", SLOW)
        machine.send("Emulation.setCPUThrottlingRate", {"rate": 4})
        page.goto(f"http://127.0.0.1:{server.server_port}/fr/{page_name}")
        times.append(float(page.evaluate(PAINTED)))
        page.close()
    server.shutdown()
    server.server_close()
    assert sorted(times)[2] < SLOWEST
