"""What `parvis reach` says of input that it cannot work with: one clear error, and by its exit code who must act."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from parvis.cli.main import cli
from timetables import write_feed

EIGHT = 8 * 3600
HERE = "id,lon,lat\na,2.5,48.0\nb,2.5,48.001\n"


def run(folder: Path, **changed: str) -> tuple[int, str]:
    """Return the exit code and what is printed; `changed` are files or options."""
    write_feed(folder / "feed", 2, [[(0, EIGHT, EIGHT), (1, EIGHT + 60, EIGHT + 60)]])
    for name in ("origins", "destinations"):
        (folder / f"{name}.csv").write_text(changed.get(name, HERE), encoding="utf-8")
    options = {"gtfs": str(folder / "feed"), "departure": "2026-03-02T07:55", "window": "10", "max-time": "60"}
    options |= {name: value for name, value in changed.items() if name not in ("origins", "destinations")}
    given = [part for name, value in options.items() for part in (f"--{name}", value)]
    places = ["--origins", str(folder / "origins.csv"), "--destinations", str(folder / "destinations.csv")]
    done = CliRunner(env={"PARVIS_LANG": "en"}).invoke(
        cli, ["reach", "times", *given, *places, "--out", str(folder / "out.csv")]
    )
    return code_of(done), done.output


def code_of(done: Result) -> int:
    """Return the exit code that the program would end with."""
    return getattr(done.exception, "exit_code", done.exit_code)


BAD = {
    "columns": (11, {"origins": "id,x,y\na,2,48\n"}),
    "nowhere": (11, {"origins": "id,lon,lat\na,,\n"}),
    "twice": (11, {"origins": "id,lon,lat\na,2,48\na,2,48\n"}),
    "none": (11, {"destinations": "id,lon,lat\n"}),
    "date outside": (12, {"departure": "2025-03-02T07:55"}),
    "no moment": (2, {"departure": "tomorrow"}),
    "no percentiles": (2, {"percentiles": "half"}),
    "percentiles beyond": (12, {"percentiles": "50,101"}),
    "longer than can be": (12, {"max-time": "480"}),
    "walks longer than can be": (12, {"max-walk": "200", "max-time": "300", "walk-speed": "0.5"}),
    "no feed": (11, {"gtfs": "absent.zip"}),
    "no streets": (11, {"streets": "absent.osm.pbf"}),
    "bicycle and bus": (2, {"bicycle": "15"}),
}


@pytest.mark.parametrize("what", BAD)
def test_bad_input_is_refused_by_who_must_act(tmp_path: Path, what: str) -> None:
    code, changed = BAD[what]
    assert run(tmp_path, **changed)[0] == code
    assert not (tmp_path / "out.csv").exists()


def test_what_can_be_worked_with_is_told_and_worked_with(tmp_path: Path) -> None:
    code, output = run(tmp_path, departure="2026-03-02T20:00")
    assert code == 0
    assert "Almost nothing runs" in output
