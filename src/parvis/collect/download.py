"""One download over http(s): patient, resumed where it broke off, whole or not at all."""

from __future__ import annotations

import http.client
import ssl
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from http import HTTPStatus
from pathlib import Path
from typing import IO
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit

from parvis.errors import OperatorError, SourceError
from parvis.model.progress import Progress, silent

BUSY = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)
CHUNK = 2**20


@dataclass(frozen=True)
class Patience:
    """How often to try, how many seconds to wait before the second time (then twice as long), and for an answer."""

    attempts: int = 4
    wait: float = 1.0
    timeout: float = 30.0


PATIENCE = Patience()


@dataclass(frozen=True)
class Got:
    """What came: the file, the address that it came from in the end, and what its server says of it."""

    file: Path
    address: str
    disposition: str
    content_type: str


class _BrokenError(Exception):
    """The connection ended before all was there."""

    def __init__(self, received: int, expected: int) -> None:
        super().__init__(received, expected)
        self.received, self.expected = received, expected


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows an address to another, but never from an encrypted one to one that is not."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request | None:
        allowed = ("https:",) if req.full_url.startswith("https:") else ("https:", "http:")
        if not newurl.startswith(allowed):
            fp.close()
            raise SourceError.of("address_unsafe", None, address=shown(req.full_url))
        return super().redirect_request(req, fp, code, msg, headers, newurl)  # type: ignore[arg-type]


def shown(address: str) -> str:
    """Return an address as it may be told: without what follows `?`, which may be a key.

    >>> shown("https://user:word@example.org/a.csv?key=secret")
    'https://example.org/a.csv'
    """
    parts = urlsplit(address)
    if not parts.netloc:
        return address
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def download(address: str, target: Path, patience: Patience = PATIENCE, progress: Progress = silent) -> Got:
    """Return the file at an address, written to `target`.

    `progress` is told how many bytes there are, of how many, 0 where the server does not say.

    Raises SourceError where the server refuses it, or breaks off each time; OperatorError where nobody answers, or
    the certificate is not that of the host.
    """
    mark = ""
    for attempt in range(patience.attempts):
        last = attempt == patience.attempts - 1
        if attempt:
            time.sleep(patience.wait * 2 ** (attempt - 1))
        with _faults(address, last), opened(address, patience, _resuming(target, mark)) as response:
            mark = _mark(response)
            _receive(response, target, progress)
            headers = response.headers
            return Got(target, response.url, headers.get("Content-Disposition", ""), headers.get_content_type())
    raise AssertionError("the last attempt returns or raises")


@contextmanager
def opened(address: str, patience: Patience, headers: dict[str, str]) -> Iterator[http.client.HTTPResponse]:
    """Give the answer of a server; no encoding is asked for, so that lengths are those of the file."""
    said = {"User-Agent": "parvis", "Accept-Encoding": "identity", **headers}
    request = urllib.request.Request(address, headers=said)
    opener = urllib.request.build_opener(_Redirects())
    with opener.open(request, timeout=patience.timeout) as response:
        yield response


@contextmanager
def _faults(address: str, last: bool) -> Iterator[None]:
    """Turn what went wrong into what must be done, at once or on the last attempt; else let it pass."""
    try:
        yield
    except HTTPError as error:
        error.close()
        if HTTPStatus.MULTIPLE_CHOICES <= error.code < HTTPStatus.BAD_REQUEST:
            raise SourceError.of("address_circle", None, address=shown(address)) from error
        if last or not (error.code >= HTTPStatus.INTERNAL_SERVER_ERROR or error.code in BUSY):
            raise SourceError.of("address_refused", None, address=shown(address), status=error.code) from error
    except _BrokenError as error:
        if last:
            values = {"received": error.received, "expected": error.expected}
            raise SourceError.of("download_truncated", None, address=shown(address), **values) from error
    except (URLError, http.client.HTTPException, ConnectionError, TimeoutError, ssl.SSLError) as error:
        cause = error.reason if isinstance(error, URLError) else error
        if isinstance(cause, ssl.SSLCertVerificationError):
            host, reason = urlsplit(address).hostname, cause.verify_message
            raise OperatorError.of("address_certificate", None, host=host, reason=reason) from error
        if last:
            reason = getattr(cause, "strerror", None) or str(cause) or type(cause).__name__
            raise OperatorError.of("address_unreachable", None, address=shown(address), reason=reason) from error


def _resuming(target: Path, mark: str) -> dict[str, str]:
    """Return the headers that ask for the rest of a file, if it is still the one that was begun."""
    if not mark or not target.exists() or not target.stat().st_size:
        return {}
    return {"Range": f"bytes={target.stat().st_size}-", "If-Range": mark}


def _mark(response: http.client.HTTPResponse) -> str:
    """Return what tells one version of a file from another; "" where a server says nothing that is sure to."""
    tag = str(response.headers.get("ETag", ""))
    return tag if tag.startswith('"') else str(response.headers.get("Last-Modified", ""))


def _receive(response: http.client.HTTPResponse, target: Path, progress: Progress) -> None:
    """Write the body of an answer, after what is there where it is the rest; raise _BrokenError where it ends early."""
    rest = response.status == HTTPStatus.PARTIAL_CONTENT
    length = response.headers.get("Content-Length")
    received = 0
    begun = target.stat().st_size if rest else 0
    if rest and not response.headers.get("Content-Range", "").startswith(f"bytes {begun}-"):
        target.unlink()
        raise _BrokenError(0, begun)  # another part than the one asked for: begin again
    with target.open("ab" if rest else "wb") as out:
        try:
            while chunk := response.read(CHUNK):
                received += out.write(chunk)
                progress("fetch", begun + received, begun + int(length) if length is not None else 0)
        except http.client.IncompleteRead as error:
            received += out.write(error.partial)
            raise _BrokenError(begun + received, begun + received + (error.expected or 0)) from error
    if length is not None and received < int(length):
        raise _BrokenError(begun + received, begun + int(length))
