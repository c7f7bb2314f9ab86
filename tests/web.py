"""A server on this machine that answers as servers do: whole, broken off, busy, in parts, elsewhere, or not at all."""

from __future__ import annotations

import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


@dataclass
class Page:
    """What stands under a path; `fails` times it answers with `status`, `breaks` times it ends after half of it."""

    content: bytes = b""
    status: int = 200
    fails: int = 0
    breaks: int = 0
    tag: str = '"1"'
    parts: bool = True
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Web:
    """The address of a server, its pages by path, and what was asked of it: path and Range."""

    address: str
    pages: dict[str, Page]
    asked: list[tuple[str, str]]


def _handler(pages: dict[str, Page], asked: list[tuple[str, str]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, self.headers.get("Range", "")))
            page = pages.get(self.path.partition("?")[0], Page(status=404, fails=-1))
            if page.fails:
                page.fails -= 1
                self.send_response(page.status)
                self.send_header("Content-Length", "0")
                for name, value in page.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                return
            content, start = page.content, 0
            wanted = self.headers.get("Range")
            if wanted and page.parts and self.headers.get("If-Range") == page.tag:
                start = int(wanted.removeprefix("bytes=").removesuffix("-"))
            self.send_response(206 if start else 200)
            if start:
                self.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
            if page.tag:
                self.send_header("ETag", page.tag)
            self.send_header("Content-Length", str(len(content) - start))
            for name, value in page.headers.items():
                self.send_header(name, value)
            self.end_headers()
            rest = content[start:]
            if page.breaks:
                page.breaks -= 1
                rest = rest[: len(rest) // 2]
            self.wfile.write(rest)
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    return Handler


@contextmanager
def web(pages: dict[str, Page], certificate: tuple[Path, Path] | None = None) -> Iterator[Web]:
    """Serve pages on 127.0.0.1 while the block runs, over TLS where a certificate and its key are given."""
    asked: list[tuple[str, str]] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(pages, asked))
    scheme = "http"
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None  # type: ignore[method-assign]
        scheme = "https"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield Web(f"{scheme}://127.0.0.1:{server.server_address[1]}", pages, asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def self_signed(folder: Path) -> tuple[Path, Path]:
    """Return a certificate for another host, signed by nobody, and its key."""
    certificate, key = folder / "cert.pem", folder / "key.pem"
    command = [
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1",
        "-subj", "/CN=elsewhere.example.org", "-keyout", str(key), "-out", str(certificate),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    return certificate, key
