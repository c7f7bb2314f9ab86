"""Everything that a build publishes, written into one folder.

figures.parquet, figures.csv     every figure
comparisons.parquet, .csv        what figures show of each other: changes, gaps, ranks
evidence/INDICATOR.json          what each rests on
site/                            the pages; site/data/ holds the tables and evidence that they link to
catalog.ttl, catalog.jsonld      the catalogue
manifest.json                    the hash of each file
"""

from __future__ import annotations

import os
import shutil
from functools import partial
from pathlib import Path

from parvis.model.observatory import Observatory
from parvis.model.progress import Progress
from parvis.publish.evidence_files import FOLDER, write_evidence
from parvis.publish.manifest import write_manifest
from parvis.publish.tables import write_downloads, write_tables


def write(observatory: Observatory, out: Path, *, progress: Progress) -> None:
    """Write an observatory into the empty folder `out`: tables, evidence, site, catalogue, and last the manifest."""
    # Templates and graphs take long to import, and whoever only reads figures needs neither.
    from parvis.publish.archive import write_archive
    from parvis.publish.catalogue import DATA, SITE, write_catalogue
    from parvis.publish.downloads import write_for_people
    from parvis.publish.site import write_site

    progress("tables", 0, 1)
    write_tables(observatory, out)
    write_evidence(observatory, out)
    data = out / SITE / DATA
    write_downloads(observatory, data)
    shutil.copytree(out / FOLDER, data / FOLDER, copy_function=_linked)
    write_for_people(observatory, data, after_maps=partial(write_archive, observatory, out, data))
    progress("tables", 1, 1)
    write_site(observatory, out / SITE, progress=progress)
    progress("catalogue", 0, 1)
    write_catalogue(observatory, out)
    progress("catalogue", 1, 1)
    write_manifest(out, observatory)


def _linked(source: str, target: str) -> str:
    """Give a file a second name, or copy it where the disk knows no second names."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
    return target
