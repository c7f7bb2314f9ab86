"""The site of the last build, served on this machine only."""

from __future__ import annotations

import functools
import http.server
from pathlib import Path

import click

from parvis.cli.language import N_, say
from parvis.errors import OperatorError

LOCAL = "127.0.0.1"


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and keeps silent about each."""

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def serve(folder: Path, port: int) -> None:
    """Serve the site until interrupted; raise OperatorError where there is none, or the port is taken."""
    site = next((place for place in (folder / "build" / "site", folder / "site") if place.is_dir()), None)
    if site is None:
        raise OperatorError.of("no_build", folder, name=folder.resolve().name)
    handler = functools.partial(Quiet, directory=str(site))
    try:
        server = http.server.ThreadingHTTPServer((LOCAL, port), handler)
    except OSError as error:
        raise OperatorError.of("port_taken", None, port=port) from error
    with server:
        click.echo(say(N_("The site is at http://{host}:{port}/ - Ctrl-C ends.")).format(host=LOCAL, port=port))
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("")
