"""A withdrawn release leaves a notice in its place; what it published stays known."""

from __future__ import annotations

import errno
import json
import re
import shutil
import stat
from pathlib import Path

import pytest
from release_builds import codes, everything, make_build

from parvis.errors import AnalystError, OperatorError
from parvis.model.observatory import Notice
from parvis.publish.ledger import in_force, notices, read_ledger
from parvis.publish.manifest import verified
from parvis.publish.release import freeze, known, released_figures, withdraw


def test_a_withdrawn_release_leaves_a_notice_in_its_place(build: Path, releases: Path, private: Path) -> None:
    freeze(build, releases, date="2026-05-01")
    frozen = everything(releases / "2026-05-01")
    withdraw(releases, "2026-05-01", date="2026-05-03", words="Deux quartiers confondus.", private=private)
    assert sorted(everything(releases / "2026-05-01")) == ["index.html", "notice.json"]
    assert everything(private / "withdrawn" / "2026-05-01") == frozen
    assert stat.S_IMODE((private / "withdrawn").stat().st_mode) == 0o700
    assert in_force(read_ledger(releases)) == ()


def test_the_notice_is_one_page_in_two_languages(build: Path, releases: Path, private: Path) -> None:
    freeze(build, releases, date="2026-05-01")
    withdraw(releases, "2026-05-01", date="2026-05-03", words="Deux quartiers confondus.", private=private)
    page = (releases / "2026-05-01" / "index.html").read_text(encoding="utf-8")
    assert '<section lang="fr">' in page
    assert '<section lang="en">' in page
    assert "La livraison 2026-05-01 a été retirée le 3 mai 2026." in page
    assert "Release 2026-05-01 was withdrawn on 3 May 2026." in page
    assert page.count("Deux quartiers confondus.") == 2
    assert page.count("mailto:obs@petiteville.example") == 2
    # It needs nothing from anywhere, and gives no figure away.
    assert not re.findall(r"(src|href)=\"(?!mailto:)", page)
    assert "4,094" not in page
    assert json.loads((releases / "2026-05-01" / "notice.json").read_text(encoding="utf-8")) == {
        "schema_version": 1,
        "territory": "smallville",
        "release": "2026-05-01",
        "event": "withdrawn",
        "date": "2026-05-03",
        "words": "Deux quartiers confondus.",
        "by": "",
    }


def test_readers_may_see_what_happened(build: Path, releases: Path, private: Path) -> None:
    freeze(build, releases, date="2026-05-01", words="Première.")
    freeze(build, releases, date="2026-06-01", supersedes="2026-05-01")
    withdraw(releases, "2026-06-01", date="2026-06-03", words="Erreur.", private=private)
    assert notices(releases) == (
        Notice("2026-05-01", "released", "2026-05-01", "Première."),
        Notice("2026-06-01", "released", "2026-06-01"),
        Notice("2026-05-01", "superseded", "2026-06-01", "", "2026-06-01"),
        Notice("2026-06-01", "withdrawn", "2026-06-03", "Erreur."),
    )


def test_what_was_published_stays_known(build: Path, releases: Path, private: Path) -> None:
    freeze(build, releases, date="2026-05-01")
    freeze(make_build(build, population=5000.0), releases, date="2026-06-01", supersedes="2026-05-01")
    withdraw(releases, "2026-06-01", date="2026-06-03", words="", private=private)
    assert known(releases, private) == (releases / "2026-05-01", private / "withdrawn" / "2026-06-01")
    populations = {
        name: figures.frame["value"].iloc[0] for name, figures in released_figures(releases, private).items()
    }
    assert populations == {"2026-05-01": 4094.0, "2026-06-01": 5000.0}


def test_a_superseded_release_may_be_withdrawn(build: Path, releases: Path, private: Path) -> None:
    freeze(build, releases, date="2026-05-01")
    freeze(build, releases, date="2026-06-01", supersedes="2026-05-01")
    withdraw(releases, "2026-05-01", date="2026-06-03", words="", private=private)
    assert verified(private / "withdrawn" / "2026-05-01")
    assert "a été retirée" in (releases / "2026-05-01" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(("release", "code"), [("2025-01-01", "release_unknown"), ("2026-05-01", "release_withdrawn")])
def test_what_cannot_be_withdrawn(build: Path, releases: Path, private: Path, release: str, code: str) -> None:
    freeze(build, releases, date="2026-05-01")
    withdraw(releases, "2026-05-01", date="2026-05-02", words="", private=private)
    with pytest.raises(AnalystError) as error:
        withdraw(releases, release, date="2026-05-03", words="", private=private)
    assert codes(error) == {code}


def test_files_that_are_nowhere_cannot_be_counted_as_known(build: Path, releases: Path, private: Path) -> None:
    freeze(build, releases, date="2026-05-01")
    shutil.rmtree(releases / "2026-05-01")
    with pytest.raises(OperatorError) as error:
        withdraw(releases, "2026-05-01", date="2026-05-03", words="", private=private)
    assert codes(error) == {"release_gone"}


def test_the_private_folder_may_lie_on_another_disk(
    build: Path, releases: Path, private: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    freeze(build, releases, date="2026-05-01")
    frozen = everything(releases / "2026-05-01")
    rename = Path.rename

    def across_disks(self: Path, target: Path) -> Path:
        if self.parent == releases and target.parent == private / "withdrawn":
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", across_disks)
    withdraw(releases, "2026-05-01", date="2026-05-03", words="", private=private)
    assert everything(private / "withdrawn" / "2026-05-01") == frozen
    assert sorted(everything(releases / "2026-05-01")) == ["index.html", "notice.json"]


def test_files_already_kept_under_that_name_are_not_lost(build: Path, releases: Path, private: Path) -> None:
    freeze(build, releases, date="2026-05-01")
    (private / "withdrawn").mkdir(parents=True)
    make_build(private / "withdrawn" / "2026-05-01", population=1.0)
    before = everything(private)
    with pytest.raises(OperatorError) as error:
        withdraw(releases, "2026-05-01", date="2026-05-03", words="", private=private)
    assert codes(error) == {"release_kept_other"}
    assert everything(private) == before
    assert verified(releases / "2026-05-01")
