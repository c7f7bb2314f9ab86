"""Builds without a site, to be released: a small observatory, its tables and its manifest."""

from __future__ import annotations

import dataclasses
import shutil
from pathlib import Path

import pytest
from observatories import small_observatory

from parvis.errors import ParvisError
from parvis.model.figure import Figures
from parvis.publish.manifest import write_manifest
from parvis.publish.tables import write_tables


def make_build(out: Path, population: float = 4094.0) -> Path:
    """Write a build without a site; `population` is that of the first neighbourhood."""
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir()
    observatory = small_observatory(contact="obs@petiteville.example")
    frame = observatory.figures.frame
    frame = frame.assign(value=frame["value"].replace(4094.0, population))
    observatory = dataclasses.replace(observatory, figures=Figures(frame))
    write_tables(observatory, out)
    (out / "site").mkdir()
    (out / "site" / "index.html").write_text("<p>4,094</p>")
    write_manifest(out, observatory)
    return out


def everything(folder: Path) -> dict[str, bytes]:
    """Return every file under a folder with its content; the lock is no content."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock"
    }


def codes(error: pytest.ExceptionInfo[ParvisError]) -> set[str]:
    return {finding.code for finding in error.value.findings}
