"""`parvis protect`: disclosure control on its own, on tables in the neutral form; the library is loaded when called."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from parvis.cli.language import N_, say
from parvis.cli.progress import Line
from parvis.cli.usage import HELP, Commands, Examples

if TYPE_CHECKING:
    from parvis.protect import CellAudit, Cells, Pattern
    from parvis.protect.attack import Failure

SHOWN = 20
"""Failures that are printed; all of them with --json."""

OPEN = 13
"""Exit code where something can be learnt too closely: the disclosure officer must act."""

ABOUT = N_(
    "Disclosure control on its own: audit a table, hide what must be hidden, compare two zonings."
    "\n\n"
    "CELLS and EQUATIONS are CSV files: cell,value,weight,status,lpl,upl,lb,ub (status u: may not be learnt, s: may "
    "be hidden, z: is shown) and eq,cell,coef (for each eq the sum of coef x value is 0). CELLS may have more columns: "
    "spl; contributors, how many stand behind a cell; holder, so that cells of one sole contributor go together; "
    "whole, 1 for what is counted."
)


@click.group(
    "protect", cls=Commands, help=say(ABOUT), short_help=say(N_("Audit and protect tables against disclosure"))
)
@click.help_option("-h", "--help", help=say(HELP))
def protect() -> None:
    """Group the commands."""


def _command(name: str, words: str, *examples: str) -> Callable[[Callable[..., None]], click.Command]:
    help_ = say(words)
    make = protect.command(
        name, cls=Examples, help=help_, short_help=help_.partition(".\n")[0].removesuffix("."), examples=examples
    )

    def decorate(function: Callable[..., None]) -> click.Command:
        command: click.Command = make(function)
        return click.help_option("-h", "--help", help=say(HELP))(command)

    return decorate


FILE = click.Path(path_type=Path)
cells_file = click.argument("cells", type=FILE, metavar=say(N_("CELLS")))
equations_file = click.argument("equations", type=FILE, metavar=say(N_("EQUATIONS")))
out_folder = click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True,
                          metavar=say(N_("FOLDER")), help=say(N_("Where to write.")))  # fmt: skip
no_singletons = click.option("--no-singletons", is_flag=True,
                             help=say(N_("Do not protect against sole contributors, "
                                         "who know their own number.")))  # fmt: skip

processes = click.option("--processes", type=click.IntRange(min=1), metavar="N",
                         help=say(N_("Work on so many parts of the table at a time, where it has several "
                                     "(default: as many as this machine has processors). "
                                     "The pattern is the same.")))  # fmt: skip


@_command("audit", N_("Say whether what is shown gives away what is hidden.\n\n"
                      "Each failure comes with a sum that can be checked by hand. Exit code 13 where there is one."),
          "parvis protect audit cells.csv equations.csv --pattern pattern.csv")  # fmt: skip
@cells_file
@equations_file
@click.option("--pattern", type=FILE, metavar=say(N_("FILE")),
              help=say(N_("CSV with cell,status: published, primary or secondary "
                          "(default: the cells with status u are hidden, and no other).")))  # fmt: skip
@no_singletons
@processes
@click.option("--json", "as_json", is_flag=True, help=say(N_("Print JSON, for programs.")))
def audit(
    cells: Path, equations: Path, pattern: Path | None, no_singletons: bool, processes: int | None, as_json: bool
) -> None:
    """Audit a pattern."""
    from parvis import protect as room

    system = room.read_cells(cells, equations)
    hidden = system.sensitive if pattern is None else room.read_pattern(pattern, system)
    found = room.audit(system, hidden, singletons=not no_singletons, processes=processes or room.processors())
    if as_json:
        click.echo(json.dumps(_audit_data(found), ensure_ascii=False, indent=1))
    else:
        click.echo("\n".join(_audit_words(found)))
    if not found.holds:
        sys.exit(OPEN)


@_command("suppress", N_("Hide as little as possible so that no sensitive cell can be learnt.\n\n"
                         "Writes pattern.csv (cell,status) and result.json: cost, secondary, lower_bound, gap, "
                         "seconds, audit. A pattern that the audit does not hold for is not written: exit code 13."),
          "parvis protect suppress cells.csv equations.csv --seconds 60 --seed 1 --out protected")  # fmt: skip
@cells_file
@equations_file
@click.option("--seconds", type=click.FloatRange(min=0), default=60.0, metavar="N",
              help=say(N_("How long to look for something cheaper (default: 60).")))  # fmt: skip
@click.option("--seed", default=1, metavar="N", help=say(N_("Another seed takes another way (default: 1).")))
@no_singletons
@processes
@out_folder
def suppress(
    cells: Path, equations: Path, seconds: float, seed: int, no_singletons: bool, processes: int | None, out: Path
) -> None:
    """Protect a table."""
    from parvis import protect as room

    system = room.read_cells(cells, equations)
    several = processes or room.processors()
    line = Line(sys.stderr)
    try:
        pattern = room.suppress(
            system, seconds=seconds, seed=seed, singletons=not no_singletons, processes=several,
            progress=lambda _, done, total: line("protect", done, total),
        )  # fmt: skip
    finally:
        line.end()
    out.mkdir(parents=True, exist_ok=True)
    _write_csv(out / "pattern.csv", ("cell", "status"), zip(system.ids, _statuses(system, pattern), strict=True))
    result = _result(system, pattern)
    _write(out / "result.json", json.dumps(result, ensure_ascii=False, indent=1) + "\n")
    told = N_("{secondary} cells hidden besides {primary}; cost {cost}, at least {bound} ({gap} apart).")
    click.echo(say(told).format(
        secondary=result["secondary"], primary=result["primary"], cost=f"{pattern.cost:.10g}",
        bound=f"{pattern.lower_bound:.10g}", gap=f"{pattern.gap:.2%}"))  # fmt: skip
    click.echo(str(out / "pattern.csv"))


@_command("difference", N_("Find who is set apart when counts by two or more zonings are all published.\n\n"
                           "RECORDS is a CSV file with a column id and a column a zoning, a line a person. Writes "
                           "at_risk.csv (id,certificate), certificates.csv (certificate,people,sum) and recovered.csv "
                           "(people,sum): hidden zones whose number can be worked out."),
          "parvis protect difference people.csv --zonings iris,qpv --threshold 11 --out differences")  # fmt: skip
@click.argument("records", type=FILE, metavar=say(N_("RECORDS")))
@click.option("--zonings", required=True, metavar=say(N_("NAMES")),
              help=say(N_("The columns of the zonings, separated by commas.")))  # fmt: skip
@click.option("--threshold", type=int, required=True, metavar="N",
              help=say(N_("How many people a group must have at least.")))  # fmt: skip
@click.option("--small-hidden", is_flag=True,
              help=say(N_("Zones under the threshold are not published themselves.")))  # fmt: skip
@out_folder
def difference(records: Path, zonings: str, threshold: int, small_hidden: bool, out: Path) -> None:
    """Compare zonings."""
    from parvis import protect as room

    names = [name.strip() for name in zonings.split(",")]
    people = room.read_records(records, names)
    found = room.differences(people, names, threshold, small_shown=not small_hidden)
    out.mkdir(parents=True, exist_ok=True)
    ids = zip(people["id"][found.at_risk], found.group[found.at_risk].tolist(), strict=True)
    _write_csv(out / "at_risk.csv", ("id", "certificate"), ids)
    sums = ((i, group.people, str(group)) for i, group in enumerate(found.groups))
    _write_csv(out / "certificates.csv", ("certificate", "people", "sum"), sums)
    told = N_("{count} of {all} people are in a group of fewer than {threshold} that differences set apart.")
    click.echo(say(told).format(count=int(found.at_risk.sum()), all=len(people), threshold=threshold))
    click.echo(str(out / "at_risk.csv"))
    _write_csv(out / "recovered.csv", ("people", "sum"), ((group.people, str(group)) for group in found.recovered))
    if found.recovered:
        more = N_("What is in hidden zones can be worked out {count} times; see recovered.csv.")
        click.echo(say(more).format(count=len(found.recovered)))


def _statuses(system: Cells, pattern: Pattern) -> list[str]:
    return [
        "primary" if sensitive else "secondary" if hidden else "published"
        for sensitive, hidden in zip(system.sensitive.tolist(), pattern.hidden.tolist(), strict=True)
    ]


def _result(system: Cells, pattern: Pattern) -> dict[str, object]:
    return {
        "cost": pattern.cost,
        "primary": int(system.sensitive.sum()),
        "secondary": int((pattern.hidden & ~system.sensitive).sum()),
        "lower_bound": pattern.lower_bound,
        "gap": pattern.gap,
        "seconds": round(pattern.seconds, 3),
        "audit": {
            "holds": True,  # no other pattern is returned
            "failures": [],
            "unavoidable": [{"who": who, "cell": cell} for who, cell in pattern.hopeless],
        },
    }


def _audit_data(found: CellAudit) -> dict[str, object]:
    return {
        "holds": found.holds,
        "cells": [
            {"cell": cell, "low": low, "high": high}
            for cell, low, high in zip(found.cell, found.low.tolist(), found.high.tolist(), strict=True)
        ],
        "failures": [_failure_data(failure) for failure in found.failures],
        "unavoidable": [{"who": who, "cell": cell} for who, cell in found.unavoidable],
    }


def _failure_data(failure: Failure) -> dict[str, object]:
    return {"cell": failure.cell, "who": failure.who, "certificate": str(failure.certificate)}


def _audit_words(found: CellAudit) -> list[str]:
    if found.holds:
        return [say(N_("Nothing hidden can be learnt: {count} cells checked.")).format(count=len(found.cell))]
    return _failure_words(found.failures)


def _failure_words(failures: Sequence[Failure]) -> list[str]:
    cells = len({failure.cell for failure in failures})
    out = [say(N_("{count} cells can be learnt too closely:")).format(count=cells)]
    for failure in failures[:SHOWN]:
        who = say(N_("(by the sole contributor of {cell})")).format(cell=failure.who) if failure.who else ""
        out.append(f"  {failure.certificate}{who}")
    if len(failures) > SHOWN:
        out.append("  " + say(N_("... and {count} more; all of them with --json.")).format(count=len(failures) - SHOWN))
    return out


def _write_csv(file: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    aside = file.with_name(file.name + ".part")
    with aside.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
    aside.replace(file)


def _write(file: Path, text: str) -> None:
    aside = file.with_name(file.name + ".part")
    aside.write_text(text, encoding="utf-8")
    aside.replace(file)
