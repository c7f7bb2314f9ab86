"""`parvis agreements` and `parvis purge` on the example of partners, whose agreements are in every state."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

import parvis
from parvis.cli.main import cli
from parvis.run.register import register

EXAMPLE = Path(__file__).parents[2] / "examples" / "partners"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "partners"
    shutil.copytree(EXAMPLE, root, ignore=shutil.ignore_patterns("build", ".parvis", "data", "releases"))
    (root / "data").mkdir()
    for name in ("rents", "job_offers", "job_seekers"):
        (root / "data" / f"{name}.csv").write_text("x,y\n1,2\n", encoding="utf-8")
    for kept in ("rejected/rents.csv", "rejected/job_seekers.csv", "reports/job_offers/report.html", "secret"):
        file = root / ".parvis" / kept
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x", encoding="utf-8")
    return root


def run(*words: str, answer: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(cli, list(words), input=answer)
    return done.exit_code, done.stdout


def files(folder: Path) -> set[str]:
    return {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file() and p.suffix != ".yml"}


def test_the_register_says_what_each_clause_permits(folder: Path) -> None:
    code, out = run("agreements", str(folder), "--json")
    assert code == 0
    told = {entry["id"]: entry for entry in json.loads(out)["agreements"]}
    assert {name: entry["state"] for name, entry in told.items()} == {
        "benefit_fund": "in_force", "employment_agency": "in_force", "chamber": "in_force",
        "landlord": "ended", "recruiter": "withdrawn",
    }  # fmt: skip
    uses = {(u["indicator"], u["zoning"], u["breakdown"]): u for u in told["benefit_fund"]["uses"]}
    assert uses[("recipients", "iris", "total")]["clause"] == "art. 3.1"
    assert uses[("recipients_by_family", "communes", "families")]["clause"] == "art. 3.2"
    assert uses[("recipients_by_family", "iris", "families")]["reason"] == "breakdown"
    assert uses[("recipients_controls", "communes", "total")]["reason"] == "purpose"
    assert told["landlord"]["remove_by"] == "2025-06-29"  # 31 December 2024 and 180 days
    assert "Caisse imaginaire" in run("agreements", str(folder))[1]


def test_it_warns_60_days_ahead(folder: Path) -> None:
    declared = parvis.open(folder).declarations()
    soon = {date: {e.id: e.ends_soon for e in register(declared, date)} for date in ("2030-10-31", "2030-11-01")}
    assert not soon["2030-10-31"]["chamber"]  # 61 days before 31 December 2030
    assert soon["2030-11-01"]["chamber"]
    assert not soon["2030-11-01"]["landlord"]


def test_what_is_over_goes_and_nothing_else(folder: Path) -> None:
    code, out = run("purge", str(folder), "--yes", "--json")
    assert code == 0
    left = {name for name in files(folder) if name.startswith(("data", ".parvis"))}
    assert left == {"data/job_seekers.csv"}
    removed = {entry["name"] for entry in json.loads(out)["removed"]}
    assert {"data/rents.csv", "data/job_offers.csv", ".parvis/rejected/rents.csv"} <= removed


def test_data_files_go_only_after_a_yes(folder: Path) -> None:
    before = files(folder)
    assert run("purge", str(folder), answer="n\n")[0] == 0
    assert files(folder) == before
    assert run("purge", str(folder), answer="y\n")[0] == 0
    assert "data/rents.csv" not in files(folder)


def test_one_source(folder: Path) -> None:
    assert run("purge", str(folder), "--source", "job_seekers")[0] == 0  # in force: only what the store keeps
    assert "data/job_seekers.csv" in files(folder)
    assert ".parvis/rejected/job_seekers.csv" not in files(folder)
    assert ".parvis/rejected/rents.csv" in files(folder)
    assert run("purge", str(folder), "--source", "rents", "--yes")[0] == 0
    assert {"data/job_offers.csv", ".parvis/secret"} <= files(folder)
    assert not {"data/rents.csv", ".parvis/rejected/rents.csv"} & files(folder)
    done = CliRunner().invoke(cli, ["purge", str(folder), "--source", "rent"])
    assert done.exception is not None
    assert "source_not_declared" in str(done.exception)


def test_what_may_be_kept_stays_until_its_day(folder: Path) -> None:
    agreement = folder / "agreements" / "landlord.yml"
    text = agreement.read_text(encoding="utf-8").replace("retention_days: 180", "retention_days: 20000")
    agreement.write_text(text, encoding="utf-8")
    code, out = run("purge", str(folder), "--yes")
    assert code == 0
    assert "data/rents.csv" in files(folder)
    assert "rents.csv" in out


@pytest.mark.parametrize("how", ["outside", "link", "shared"])
def test_a_file_that_is_not_the_folder_s_own_is_left_to_a_person(folder: Path, tmp_path: Path, how: str) -> None:
    place = folder / "data" / "rents.csv"
    elsewhere = tmp_path / "rents.csv"
    elsewhere.write_text("x,y\n1,2\n", encoding="utf-8")
    source = folder / "sources" / "rents.yml"
    if how == "outside":
        source.write_text(
            source.read_text(encoding="utf-8").replace("data/rents.csv", str(elsewhere)), encoding="utf-8"
        )
    elif how == "link":
        place.unlink()
        place.symlink_to(elsewhere)
    else:
        source.write_text(
            source.read_text(encoding="utf-8").replace("data/rents.csv", "data/job_seekers.csv"), encoding="utf-8"
        )
    code, out = run("purge", str(folder), "--yes", "--json")
    assert code == 0
    assert elsewhere.exists()
    assert (folder / "data" / "job_seekers.csv").exists()
    assert [item["source"] for item in json.loads(out)["left"]] == ["rents"]


def test_a_folder_that_is_none_yet_has_nothing_to_remove(tmp_path: Path) -> None:
    code, out = run("purge", str(tmp_path))
    assert code == 0
    assert out.strip() in ("Nothing to remove.", "Rien à supprimer.")
