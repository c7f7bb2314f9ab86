"""`parvis`: parse, call, print. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from parvis import __version__
from parvis.cli.language import LANGUAGE, N_, say
from parvis.cli.progress import Line
from parvis.errors import ParvisError
from parvis.model.finding import Finding

INTERRUPTED = 130
HERE = Path()

EXIT_CODES = N_(
    "Exit codes, by who must act: 0 done; 2 wrong use of the command; 10 the author of the folder; 11 the producer of "
    "a file; 12 the analyst; 13 the disclosure officer; 14 the operator of the machine; 130 interrupted."
)


class Examples(click.Command):
    """A command whose help ends with examples."""

    def __init__(self, *args: Any, examples: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = examples

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        if self.examples:
            with formatter.section(say(N_("Examples"))):
                formatter.write_text("\b\n" + "\n".join(self.examples))
        super().format_epilog(ctx, formatter)


@click.group(help=say(N_("From a territory folder to a published observatory of its neighbourhoods.")),
             epilog=say(EXIT_CODES), context_settings={"help_option_names": ["-h", "--help"]})  # fmt: skip
@click.version_option(__version__, prog_name="parvis")
@click.option("--lang", type=click.Choice(["fr", "en"]), help=say(N_("Language of messages (default: the machine's).")))
def cli(lang: str | None) -> None:
    """Speak to the user; the commands do the work."""


def _command(name: str, words: str, *examples: str) -> Callable[[Callable[..., None]], click.Command]:
    return cli.command(name, cls=Examples, help=say(words), short_help=say(words).split(".")[0], examples=examples)


folder = click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=HERE)
as_json = click.option("--json", "as_json", is_flag=True, help=say(N_("Print JSON, for programs.")))


@contextmanager
def _progress() -> Iterator[Line]:
    line = Line(sys.stderr)
    try:
        yield line
    finally:
        line.end()


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def _print_findings(findings: tuple[Finding, ...]) -> None:
    from parvis.cli.report import as_text

    if findings:
        click.echo(as_text(findings, LANGUAGE), err=True)


def _as_json(findings: tuple[Finding, ...]) -> list[dict[str, object]]:
    from parvis.messages import in_words

    return [
        {
            "severity": finding.severity.value,
            "code": finding.code,
            "where": str(finding.where) if finding.where else None,
            "described": str(finding.described) if finding.described else None,
            **dict(zip(("what", "why", "do"), in_words(finding, LANGUAGE), strict=True)),
        }
        for finding in findings
    ]


# --- from an empty folder to an observatory ---


@_command("init", N_("Write a territory folder to start from."), "parvis init territory --name Bondy")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--name", required=True, help=say(N_("Name of the territory.")))
def init(folder: Path, name: str) -> None:
    """Write a territory folder to start from."""
    from parvis import territory

    for file in territory.init(folder, name=name):
        click.echo(f"{folder / file}")
    click.echo(say(N_("Next: `parvis add FILE` for each file you have, then `parvis build`.")))


@_command("add", N_("Look at a file, and write its source (and the schema of a table) for it."),
          "parvis add data/carreaux_200m.gpkg", "parvis add offers.csv --id offers --dir territory")  # fmt: skip
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dir", "folder", type=click.Path(path_type=Path, file_okay=False), default=HERE,
              help=say(N_("The territory folder.")))  # fmt: skip
@click.option("--id", "name", help=say(N_("Identifier of the source (default: from the file's name).")))
@click.option("--layer", help=say(N_("Layer, of a file that has several.")))
@click.option("--sheet", help=say(N_("Sheet, of a workbook that has several.")))
def add(file: Path, folder: Path, name: str | None, layer: str | None, sheet: str | None) -> None:
    """Describe a file as a source."""
    from parvis.run.add import add_source

    added = add_source(folder, file, name=name, layer=layer, sheet=sheet)
    for path in added.written:
        click.echo(str(path))
    click.echo(say(N_("Recognised as {kind}: {rows} rows, {columns} columns.")).format(
        kind=added.kind, rows=added.rows, columns=added.columns))  # fmt: skip
    if added.open_questions:
        click.echo(say(N_("To fill in by hand (marked TO DO): {keys}.")).format(keys=", ".join(added.open_questions)))


@_command("check", N_("Read the folder and all its sources, and say what is wrong with them; write no figure."),
          "parvis check", "parvis check examples/bondy --json")  # fmt: skip
@folder
@as_json
def check(folder: Path, as_json: bool) -> None:
    """Check the folder and its sources."""
    import parvis

    with _progress() as line:
        findings = parvis.open(folder).check(progress=line)
    if as_json:
        _print_json({"findings": _as_json(findings)})
        return
    _print_findings(findings)
    click.echo(say(N_("No error found.")))


@_command("build", N_("Build the observatory: figures, evidence, catalogue and site."),
          "parvis build", "parvis build examples/bondy --out /tmp/bondy")  # fmt: skip
@folder
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help=say(N_("Where to write (default: build/ in the folder).")),
)
@click.option(
    "--verify", is_flag=True, help=say(N_("Read every source again, even where nothing seems to have changed."))
)
@click.option("--force", is_flag=True, help=say(N_("Build even if nothing has changed.")))
@as_json
def build(folder: Path, out: Path | None, verify: bool, force: bool, as_json: bool) -> None:
    """Build the observatory."""
    import parvis

    with _progress() as line:
        built = parvis.open(folder).build(out=out, verify=verify, force=force, progress=line)
    if as_json:
        _print_json({"out": built.out, "fresh": built.fresh, "figures": built.figures,
                     "findings": _as_json(built.findings)})  # fmt: skip
        return
    _print_findings(built.findings)
    said = N_("{figures} figures in {out}") if built.fresh else N_("Nothing has changed: {figures} figures in {out}")
    click.echo(say(said).format(figures=built.figures, out=built.out))
    click.echo(say(N_("Open {page}, or run `parvis preview`.")).format(page=built.out / "site" / "index.html"))


@_command("explain", N_("Tell the whole story of a figure: how it was made, from what, and how sure it is."),
          "parvis explain population_filosofi QP093012 --dir examples/bondy")  # fmt: skip
@click.argument("indicator")
@click.argument("zone")
@click.option("--dir", "folder", type=click.Path(path_type=Path, file_okay=False), default=HERE,
              help=say(N_("The territory folder.")))  # fmt: skip
@as_json
def explain(indicator: str, zone: str, folder: Path, as_json: bool) -> None:
    """Explain a figure."""
    from parvis.cli.explain import story, words

    told = story(folder, indicator, zone)
    if as_json:
        _print_json(told)
    else:
        click.echo(words(told))


@_command("preview", N_("Show the site of the last build in a browser, on this machine only."), "parvis preview")
@folder
@click.option("--port", default=8000, show_default=True)
def preview(folder: Path, port: int) -> None:
    """Serve the site locally."""
    from parvis.cli.preview import serve

    serve(folder, port)


@_command("demo", N_("Write a small fictional town as a territory folder, to try everything on."),
          "parvis demo town && parvis build town", "parvis demo town --truth truth --seed 7")  # fmt: skip
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--truth", type=click.Path(path_type=Path, file_okay=False),
              help=say(N_("Where to write the truth, which no real town knows; never inside the folder.")))  # fmt: skip
@click.option("--seed", default=1, show_default=True)
@click.option("--inhabitants", default=20_000, show_default=True)
def demo(folder: Path, truth: Path | None, seed: int, inhabitants: int) -> None:
    """Write the fictional town."""
    from parvis.run.town import write_town

    write_town(folder, truth=truth, seed=seed, inhabitants=inhabitants)
    click.echo(say(N_("A fictional town of {count} inhabitants in {folder}. Next: `parvis build {folder}`.")).format(
        count=inhabitants, folder=folder))  # fmt: skip


@_command("kinds", N_("List the kinds of source that Parvis knows."), "parvis kinds")
@as_json
def kinds(as_json: bool) -> None:
    """List the kinds."""
    from parvis.kinds.registry import KINDS

    rows = [
        {"id": k.id, "name": k.name.in_(LANGUAGE), "form": k.form, "measures": list(k.measures)} for k in KINDS.values()
    ]
    if as_json:
        _print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['id']:<24}{row['form']:<10}{row['name']}")


# --- releases ---


@_command("release", N_("Freeze the last build into releases/DATE/, for good."),
          "parvis release --dry-run", "parvis release --supersedes 2026-05-01 --words 'corrects the rents'",
          "parvis release --withdraw 2026-05-01 --words 'a source was wrong'")  # fmt: skip
@folder
@click.option("--dry-run", is_flag=True, help=say(N_("Say what would be released, and do nothing.")))
@click.option("--supersedes", help=say(N_("The release that this one takes the place of.")))
@click.option("--withdraw", "withdrawn", help=say(N_("Take a release back, leaving a public notice.")))
@click.option("--words", default="", help=say(N_("What readers are told.")))
@as_json
def release(
    folder: Path, dry_run: bool, supersedes: str | None, withdrawn: str | None, words: str, as_json: bool
) -> None:
    """Freeze, or take back."""
    from parvis.cli import releases

    if withdrawn is not None:
        if not words:
            raise click.UsageError(say(N_("--withdraw needs --words: readers are told why.")))
        told = releases.withdraw(folder, withdrawn, words)
    elif dry_run:
        told = releases.plan(folder, supersedes)
    else:
        told = releases.freeze(folder, supersedes, words)
    _print_json(told.data) if as_json else click.echo(told.words)


@_command("diff", N_("Compare two builds or releases, figure by figure."),
          "parvis diff releases/2026-05-01 build", "parvis diff old/build new/build --json")  # fmt: skip
@click.argument("before", type=click.Path(path_type=Path, file_okay=False))
@click.argument("after", type=click.Path(path_type=Path, file_okay=False))
@as_json
def diff(before: Path, after: Path, as_json: bool) -> None:
    """Compare two builds."""
    from parvis.cli import releases

    told = releases.compare(before, after)
    _print_json(told.data) if as_json else click.echo(told.words)


@_command(
    "purge",
    N_("Empty the private store .parvis/: caches, rejected rows, audits."),
    "parvis purge",
    "parvis purge --json",
)
@folder
@as_json
def purge(folder: Path, as_json: bool) -> None:
    """Empty the private store."""
    from parvis.run.store import Store

    removed = Store(folder.resolve()).purge()
    if as_json:
        _print_json([{"name": name, "bytes": size} for name, size in removed])
        return
    for name, size in removed:
        click.echo(say(N_("removed {name} ({size} bytes)")).format(name=name, size=size))
    if not removed:
        click.echo(say(N_("Nothing to remove.")))


def main() -> None:
    """Run the command line; a user's mistake never ends in a traceback."""
    from parvis.cli.report import as_text

    try:
        cli(standalone_mode=False)
    except ParvisError as error:
        click.echo(as_text(error.findings, LANGUAGE), err=True)
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo(say(N_("Interrupted. The last good state is as it was.")), err=True)
        sys.exit(INTERRUPTED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
