"""The boundary: nothing that a partner's file holds leaves the private store, but the figures that may be published.

Every confidential file carries canaries: texts and numbers, in every column and every faulty row, that occur nowhere
else. They are looked for in every published byte, tables decoded too, and in all that any command says.
"""

from __future__ import annotations

import gzip
import json
import os
import shutil
import stat
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from pypdf import PdfReader

SMALL = Path(__file__).parents[1] / "bad" / "build" / "_base"

TEXTS = ("CANARITEXT", "CANARIHOLDER", "CANARIBAD", "CANARIUNIT", "CANARIHEAD", "CANARIZONE")
NUMBERS = ("7919.3571", "91734.25", "48611.75", "7919,3571")

AGREEMENT = """
name: {en: Agreement, fr: Convention}
reference: "-"
parties: [{name: Partner, role: provider}, {name: City, role: recipient}]
signed: 2024-01-01
start: 2024-01-01
end: 2099-12-31
purposes: {watch: {en: Observatory, fr: Observatoire}}
clauses: [{article: "1", purposes: [watch], zonings: ZONINGS, outputs: [count, share, mean]}]
"""


def indicator(name: str, body: str, zonings: str, kind: str = "count") -> str:
    words = f"{{en: {name}, fr: {name}}}"
    return (
        f"name: {words}\nquestion: {words}\ndefinition: {words}\ntheme: employment\nunit: persons\nkind: {kind}\n"
        f"zonings: {zonings}\npurpose: watch\n{body}\n"
    )


RECORDS = """
title: {{en: {name}, fr: {name}}}
producer: Partner
regime: records
place: data/{name}.csv
kind: points
vintage: "2025"
crs: EPSG:3035
columns: {{x: x, y: y}}
extent: {whole}
measures:
  hours: {{column: hours, unit: hours, universe: hours}}
agreement: partner
protected: {{unit: persons, holding: holder}}
"""

TABLE = """
title: {{en: table, fr: table}}
producer: Partner
regime: aggregated
place: data/table.csv
kind: table
vintage: "2025"
units: {whole}
columns: {{unit: zone}}
measures:
  count: {{column: count, unit: persons, universe: persons}}
  paid: {{column: paid, unit: euros, universe: persons}}
agreement: partner
protected: {{unit: persons, measure: count}}
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the bad builds' base, with confidential sources besides."""
    root = tmp_path_factory.mktemp("canaries") / "town"
    shutil.copytree(SMALL, root)
    return declared(root)


def declared(root: Path) -> Path:
    whole, zonings, code, middle = "commune", "[commune]", "99001", (3771000.0, 2890500.0)
    (root / "agreements").mkdir()
    (root / "agreements" / "partner.yml").write_text(AGREEMENT.replace("ZONINGS", zonings), encoding="utf-8")
    (root / "sources" / "people.yml").write_text(RECORDS.format(name="people", whole=whole), encoding="utf-8")
    (root / "sources" / "table.yml").write_text(TABLE.format(whole=whole), encoding="utf-8")
    told = {
        "people_count": indicator("people", "value: {located: {source: people}}", zonings),
        "hours": indicator("hours", "value: {located: {source: people, measure: hours}}", zonings),
        "mean_paid": indicator(
            "paid",
            "numerator: {estimated: {source: table, measures: [paid]}}\n"
            "denominator: {estimated: {source: table, measures: [count]}}",
            zonings, "mean",
        ),
    }  # fmt: skip
    for name, text in told.items():
        (root / "indicators" / f"{name}.yml").write_text(text, encoding="utf-8")
    people = [
        (f"{middle[0] + i:.2f}", f"{middle[1]:.2f}", "1", f"CANARIHOLDER{i}", f"CANARITEXT{i}") for i in range(20)
    ]
    people.append((f"{middle[0]:.2f}", f"{middle[1]:.2f}", "7919.3571", "CANARIHOLDER", "CANARITEXT"))
    people += [("CANARIBAD", "1", "1", "x", "x"), ("", "", "1", "x", "CANARIBAD"), ("1", "1", "CANARIBAD", "x", "x")]
    write(root / "data" / "people.csv", ["x", "y", "hours", "holder", "note"], people)
    table = [
        (code, "3", "91734.25", "CANARITEXT"), ("CANARIUNIT", "48611.75", "1", "CANARITEXT"),
        (code + "9", "CANARIBAD", "1", ""),
    ]  # fmt: skip
    write(root / "data" / "table.csv", ["zone", "count", "paid", "note"], table)
    return root


def write(file: Path, header: list[str], rows: list[tuple[str, ...]]) -> None:
    file.write_text("\n".join(",".join(row) for row in [tuple(header), *rows]) + "\n", encoding="utf-8")


RUN = """
import sys
from parvis.cli import main
for words in {commands!r}:
    sys.argv = ["parvis", *words.split()]
    try:
        main.main()
    except SystemExit:
        pass
"""


def say(folder: Path, *commands: str, code: str = RUN, language: str = "en") -> str:
    """Return all that commands say, in a process of their own."""
    environment = {**os.environ, "PARVIS_LANG": language}
    done = subprocess.run(
        [sys.executable, "-c", code.replace("{commands!r}", repr(commands))],
        cwd=folder, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout + done.stderr


def canaries(text: str) -> list[str]:
    return [canary for canary in (*TEXTS, *NUMBERS) if canary in text]


def decoded(file: Path) -> str:
    """Return all text in a file: as it is, unpacked, and a table's cells one by one."""
    content = file.read_bytes()
    texts = [content.decode("utf-8", "replace")]
    if file.suffix == ".parquet":
        texts.append(pd.read_parquet(file).to_csv())
    if file.suffix in (".gz", ".svgz"):
        texts.append(gzip.decompress(content).decode("utf-8", "replace"))
    if zipfile.is_zipfile(BytesIO(content)):
        with zipfile.ZipFile(BytesIO(content)) as archive:
            texts += [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    return "\n".join(texts)


def test_nothing_of_a_partner_s_rows_is_published_or_said(folder: Path) -> None:
    said = say(folder, "check", "build", language="fr")
    assert (folder / "build" / "figures.csv").exists(), said
    explained = [f"explain {name} 99001" for name in ("people_count", "hours", "mean_paid")]
    told = ["check --json", "build --json --force", *explained, f"{explained[1]} --json", "agreements", "release"]
    said += say(folder, *told)
    assert not canaries(said)
    files = [f for part in ("build", "releases") for f in (folder / part).rglob("*") if f.is_file()]
    assert len(files) > 20
    leaks = {str(file.relative_to(folder)): found for file in files if (found := canaries(decoded(file)))}
    assert not leaks


def test_nothing_of_a_partner_s_rows_is_printed(folder: Path, tmp_path: Path) -> None:
    said = say(folder, "build", f"sheets --out {tmp_path}", f"sheets --out {tmp_path} --zone CANARIZONE")
    assert not set(canaries(said)) - {"CANARIZONE"}  # the zone that the officer named
    papers = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert {file.suffix for file in papers} == {".pdf", ".docx", ".pptx"}, said
    assert not {file.name: found for file in papers if (found := canaries(printed_words(file)))}


def printed_words(file: Path) -> str:
    """Return all that a paper says: its words as a reader sees them, and every part of an office file."""
    if file.suffix != ".pdf":
        return decoded(file)
    reader = PdfReader(file)
    words = [page.extract_text() for page in reader.pages]
    return "\n".join([*words, str(reader.metadata), decoded(file)])


def test_the_store_is_for_its_owner(folder: Path) -> None:
    say(folder, "build")  # nothing is done where another test has
    store = folder / ".parvis"
    assert stat.S_IMODE(store.stat().st_mode) == 0o700
    assert any(store.rglob("rejected/*"))
    for one in store.rglob("*"):
        assert not stat.S_IMODE(one.stat().st_mode) & 0o077, one


def test_evidence_of_confidential_figures_says_nothing_of_rows(folder: Path) -> None:
    say(folder, "build")
    for name in ("people_count", "hours", "mean_paid"):
        evidence = json.loads((folder / "build" / "evidence" / f"{name}.json").read_text(encoding="utf-8"))
        for source in evidence["sources"].values():
            assert not {"content", "rows", "findings"} & set(source)
        for figure in evidence["figures"]:
            assert not any(figure.get("contributions", {}).values())
            assert figure.get("units") is None


FAULTS = {
    "a column moved": ("people", "x,y,hours,holder,note", "x,y,CANARIHEAD,holder,note"),
    "no header": ("people", "x,y,hours,holder,note\n", ""),
    "no header, and nothing twice": (
        "people",
        "x,y,hours,holder,note\n",
        "7919.3571,1,CANARIBAD,CANARIHOLDER,CANARITEXT\n",
    ),
    "no header in a table": ("table", "zone,count,paid,note\n", "CANARIUNIT,4,91734.25,CANARITEXT\n"),
    "no zone known": ("table", "zone,count", "CANARIZONE,count"),
    "a quote never closed": ("people", "x,y,hours,holder,note\n", 'x,y,hours,holder,note\n1,1,1,"CANARIBAD,x\n'),
    "a row too wide": ("people", "x,y,hours,holder,note\n", "x,y,hours,holder,note\n1,1,1,CANARIBAD,x,y,z\n"),
    "nothing but faults": ("table", None, "zone,count,paid,note\nCANARIUNIT,CANARIBAD,91734.25,CANARITEXT\n"),
    "not utf-8": ("people", None, "x,y,hours,holder,note\n1,1,1,CANARIBAD\xe9\x81,x\n"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_errors_say_nothing_of_rows(folder: Path, tmp_path: Path, fault: str) -> None:
    root = tmp_path / "town"
    shutil.copytree(folder, root, ignore=shutil.ignore_patterns("build", ".parvis", "releases"))
    name, old, new = FAULTS[fault]
    file = root / "data" / f"{name}.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(old, new, 1) if old else new, encoding="utf-8" if fault != "not utf-8" else "latin-1")
    said = say(root, "check", "check --json", "build")
    allowed = {"CANARIHEAD", "CANARIZONE"}  # names of columns are said; what stands in them is not
    assert not set(canaries(said)) - allowed


CRASH = """
import sys
from parvis.run import sources
from parvis.cli import main
def read(place, spec):
    raise RuntimeError("cannot read CANARIBAD 7919.3571")
sources.read = read
sys.argv = ["parvis", "build", "--force"]
main.main()
"""


def test_a_crash_of_parvis_itself_says_nothing_of_rows(folder: Path, tmp_path: Path) -> None:
    root = tmp_path / "town"
    shutil.copytree(folder, root, ignore=shutil.ignore_patterns("build", ".parvis", "releases"))
    said = say(root, code=CRASH)
    assert "RuntimeError" in said
    assert "Parvis has failed" in said
    assert not canaries(said)
