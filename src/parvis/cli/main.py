"""`parvis`: parse, call, print. Nothing heavy is imported before a command needs it."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from parvis import __version__
from parvis.cli.language import LANGUAGE, N_, say
from parvis.cli.progress import Line
from parvis.cli.protect import protect
from parvis.cli.reach import reach
from parvis.cli.standard import standard
from parvis.cli.usage import HELP, Commands, Examples, complaint
from parvis.errors import ParvisError
from parvis.model.finding import Finding

INTERRUPTED = 130
HERE = Path()

ABOUT = N_(
    "From a territory folder to a published observatory of its neighbourhoods.\n\n"
    "To look around: `parvis demo town`, then `parvis build town`. To start your own: `parvis init`."
)
EXIT_CODES = N_(
    "Exit codes, by who must act: 0 done; 2 wrong use of the command; 10 the author of the folder; 11 the producer of "
    "a file; 12 the analyst; 13 the disclosure officer; 14 the operator of the machine; 130 interrupted."
)


@click.group(cls=Commands, help=say(ABOUT), epilog=say(EXIT_CODES))
@click.option("--lang", type=click.Choice(["fr", "en"]), help=say(N_("Language of messages (default: the machine's).")))
@click.version_option(__version__, prog_name="parvis", help=say(N_("Show the version.")))
@click.help_option("-h", "--help", help=say(HELP))
def cli(lang: str | None) -> None:
    """Speak to the user; the commands do the work."""


def _command(name: str, words: str, *examples: str) -> Callable[[Callable[..., None]], click.Command]:
    """Return a decorator that makes a command; the first sentence of its words stands in the list of commands."""
    help_ = say(words)
    make = cli.command(
        name, cls=Examples, help=help_, short_help=help_.partition(".\n")[0].removesuffix("."), examples=examples
    )

    def decorate(function: Callable[..., None]) -> click.Command:
        command: click.Command = make(function)
        return click.help_option("-h", "--help", help=say(HELP))(command)

    return decorate


FOLDER = click.Path(path_type=Path, file_okay=False)
folder = click.argument("folder", type=FOLDER, default=HERE, metavar=say(N_("[FOLDER]")))
new_folder = click.argument("folder", type=FOLDER, metavar=say(N_("FOLDER")))
beside = click.option("--dir", "folder", type=FOLDER, default=HERE, metavar=say(N_("FOLDER")),
                      help=say(N_("The territory folder (default: here).")))  # fmt: skip
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
    from parvis.cli.report import as_data

    return as_data(findings, LANGUAGE)


# --- from an empty folder to an observatory ---


@_command("init", N_("Write a territory folder to start from."), "parvis init territory --name Bondy")
@new_folder
@click.option("--name", required=True, metavar=say(N_("NAME")), help=say(N_("Name of the territory.")))
def init(folder: Path, name: str) -> None:
    """Write a territory folder to start from."""
    from parvis import territory

    for file in territory.init(folder, name=name):
        click.echo(f"{folder / file}")
    click.echo(say(N_("Next: `parvis add` for each file you have, then `parvis build`.")))


@_command("add", N_("Look at a data file, and write the source that describes it (and the schema of a table).\n\n"
                    "What cannot be seen in the file is left to fill in."),
          "parvis add data/carreaux_200m.gpkg", "parvis add offers.csv --id offers --dir territory")  # fmt: skip
@click.argument("file", type=click.Path(path_type=Path), metavar=say(N_("FILE")))
@beside
@click.option("--id", "name", metavar=say(N_("NAME")),
              help=say(N_("Identifier of the source (default: from the file's name).")))  # fmt: skip
@click.option("--layer", metavar=say(N_("NAME")), help=say(N_("Which layer, of a file that has several.")))
@click.option("--sheet", metavar=say(N_("NAME")), help=say(N_("Which sheet, of a workbook that has several.")))
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


@_command("check", N_("Read the folder and all its sources, and say what is wrong with them; make no figure."),
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


@_command("report", N_("Write to the makers of a file what there is to correct in it.\n\n"
                       "A page and a workbook a language, in the private store: they hold what the file holds."),
          "parvis report recipients", "parvis report recipients --dir territory --json")  # fmt: skip
@click.argument("source", metavar=say(N_("SOURCE")))
@beside
@as_json
def report(source: str, folder: Path, as_json: bool) -> None:
    """Write the report for the makers of a source's file."""
    import parvis

    with _progress() as line:
        made = parvis.open(folder).report(source, progress=line)
    if as_json:
        _print_json({"read": made.read, "faulty": made.faulty, "sound": made.sound, "written": made.written})
        return
    click.echo(say(N_("Rows read: {read}; to correct: {faulty}.")).format(read=made.read, faulty=made.faulty))
    for path in made.written:
        click.echo(str(path))


@_command("build", N_("Build the observatory: figures, evidence, catalogue and site."),
          "parvis build", "parvis build examples/bondy --out /tmp/bondy")  # fmt: skip
@folder
@click.option(
    "--out",
    type=FOLDER,
    metavar=say(N_("FOLDER")),
    help=say(N_("Where to write (default: build/ in the territory folder).")),
)
@click.option(
    "--verify", is_flag=True, help=say(N_("Read every source again, even where nothing seems to have changed."))
)
@click.option("--force", is_flag=True, help=say(N_("Build even if nothing has changed.")))
@click.option("--refresh", is_flag=True, help=say(N_("Fetch sources at an address again, instead of using the copy.")))
@as_json
def build(folder: Path, out: Path | None, verify: bool, force: bool, refresh: bool, as_json: bool) -> None:
    """Build the observatory."""
    import parvis

    with _progress() as line:
        built = parvis.open(folder).build(out=out, verify=verify, force=force, refresh=refresh, progress=line)
    if as_json:
        _print_json({"out": built.out, "fresh": built.fresh, "figures": built.figures,
                     "findings": _as_json(built.findings)})  # fmt: skip
        return
    _print_findings(built.findings)
    said = N_("{figures} figures in {out}") if built.fresh else N_("Nothing has changed: {figures} figures in {out}")
    click.echo(say(said).format(figures=built.figures, out=built.out))
    click.echo(say(N_("Open {page}, or run `parvis preview`.")).format(page=built.out / "site" / "index.html"))


@_command("explain", N_("Tell the whole story of a figure: how it was made, from what, and how sure it is.\n\n"
                        "INDICATOR is the name of a file in indicators/, ZONE the code of a zone."),
          "parvis explain population_filosofi QP093012 --dir examples/bondy")  # fmt: skip
@click.argument("indicator", metavar=say(N_("INDICATOR")))
@click.argument("zone", metavar=say(N_("ZONE")))
@beside
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
@click.option("--port", default=8000, metavar="N", help=say(N_("Port to serve on (default: 8000).")))
def preview(folder: Path, port: int) -> None:
    """Serve the site locally."""
    from parvis.cli.preview import serve

    serve(folder, port)


@_command("sheets", N_("Write the sheets of the last build for the council: PDF, Word and PowerPoint.\n\n"
                       "What the officer writes in comments/ZONING/ZONE.fr.md is printed with them and kept from one "
                       "edition to the next; a first line `Release: 2024-06` says for which release it was written.\n\n"
                       "With --theme the sheets are short: only these themes, in files of their own "
                       "(ZONE-housing.fr.pdf)."),
          "parvis sheets", "parvis sheets territory --zone QP093012 --language fr --format pdf",
          "parvis sheets territory --theme housing --theme income --format docx")  # fmt: skip
@folder
@click.option(
    "--zoning", "zonings", multiple=True, metavar=say(N_("ZONING")), help=say(N_("Only zones of this zoning."))
)
@click.option("--zone", "zones", multiple=True, metavar=say(N_("ZONE")), help=say(N_("Only this zone, by its code.")))
@click.option("--theme", "themes", multiple=True, metavar=say(N_("THEME")),
              help=say(N_("Only this theme, by its code or its name: a short sheet.")))  # fmt: skip
@click.option("--language", "languages", multiple=True, metavar="fr|en", help=say(N_("Only in this language.")))
@click.option("--format", "formats", multiple=True, type=click.Choice(["pdf", "docx", "pptx"]),
              help=say(N_("Only in this format.")))  # fmt: skip
@click.option("--out", type=FOLDER, metavar=say(N_("FOLDER")),
              help=say(N_("Where to write them (default: sheets/ in the territory folder).")))  # fmt: skip
def sheets(folder: Path, out: Path | None, formats: tuple[str, ...], **chosen: tuple[str, ...]) -> None:
    """Write the sheets on paper."""
    from parvis.run.papers import FORMATS, Choice, print_sheets

    with _progress() as line:
        root = folder.resolve()
        choice = Choice(**chosen, formats=formats or FORMATS)
        printed = print_sheets(root, out or root / "sheets", choice, progress=line)
    _print_findings(printed.findings)
    where = out or folder / "sheets"
    click.echo(say(N_("{count} files in {folder}")).format(count=len(printed.written), folder=where))


@_command("demo", N_("Write a fictional town as a territory folder, to try everything on."),
          "parvis demo town && parvis build town", "parvis demo town --truth truth --seed 7")  # fmt: skip
@new_folder
@click.option("--truth", type=FOLDER, metavar=say(N_("FOLDER")),
              help=say(N_("Folder, elsewhere, for what no real town knows about itself: the truth.")))  # fmt: skip
@click.option("--seed", default=1, metavar="N", help=say(N_("Another number makes another town (default: 1).")))
@click.option("--inhabitants", default=120_000, metavar="N",
              help=say(N_("How many people live there, about (default: 120000).")))  # fmt: skip
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


@_command("release", N_("Freeze the last build into releases/DATE/, for good; or take a release back."),
          "parvis release --dry-run", "parvis release --supersedes 2026-05-01 --words 'corrects the rents'",
          "parvis release --withdraw 2026-05-01 --words 'a source was wrong'")  # fmt: skip
@folder
@click.option("--dry-run", is_flag=True, help=say(N_("Say what would be released, and do nothing.")))
@click.option("--supersedes", metavar=say(N_("DATE")), help=say(N_("The release that this one takes the place of.")))
@click.option("--withdraw", "withdrawn", metavar=say(N_("DATE")),
              help=say(N_("Take this release back, and leave a public notice in its place.")))  # fmt: skip
@click.option("--words", default="", metavar=say(N_("TEXT")), help=say(N_("What readers are told in the notice.")))
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
@click.argument("before", type=FOLDER, metavar=say(N_("BEFORE")))
@click.argument("after", type=FOLDER, metavar=say(N_("AFTER")))
@as_json
def diff(before: Path, after: Path, as_json: bool) -> None:
    """Compare two builds."""
    from parvis.cli import releases

    told = releases.compare(before, after)
    _print_json(told.data) if as_json else click.echo(told.words)


# --- partners ---


@_command("agreements", N_("List the agreements: who shares what with whom, for what, until when, by which clause."),
          "parvis agreements", "parvis agreements examples/partners --json")  # fmt: skip
@folder
@as_json
def agreements(folder: Path, as_json: bool) -> None:
    """List the agreements."""
    from parvis.cli import partners

    told = partners.agreements(folder)
    _print_json(told.data) if as_json else click.echo(told.words)


@_command("purge", N_("Remove the data whose agreement is over, and empty the private store (.parvis/).\n\n"
                      "The store holds caches, rejected rows, reports and audits; withdrawn releases stay. Data files "
                      "go where they lie in the territory folder and the time to keep them has passed."),
          "parvis purge", "parvis purge --source rents --yes", "parvis purge --json")  # fmt: skip
@folder
@click.option("--source", metavar=say(N_("NAME")),
              help=say(N_("This source only; of one that may be used, only what the store keeps of it.")))  # fmt: skip
@click.option("--yes", is_flag=True, help=say(N_("Do not ask before data files are removed.")))
@as_json
def purge(folder: Path, source: str | None, yes: bool, as_json: bool) -> None:
    """Remove what may be kept no longer."""
    from parvis.cli import partners

    items = partners.purge_plan(folder, source)
    if any(item.fate == "remove" for item in items) and not yes:
        for line in partners.in_words(items):
            click.echo(line, err=True)
        if not click.confirm(say(N_("Data files cannot be brought back. Remove them?")), err=True):
            click.echo(say(N_("Nothing was removed.")), err=True)
            return
    told = partners.purge(folder, items, whole=source is None)
    _print_json(told.data) if as_json else click.echo(told.words)


cli.add_command(protect)
cli.add_command(reach)
reach.add_command(standard)


def main() -> None:
    """Run the command line; a user's mistake never ends in a traceback."""
    from parvis.cli.crash import crashed, what_the_machine_forbids
    from parvis.cli.report import as_text

    sys.excepthook = crashed
    try:
        with what_the_machine_forbids():
            cli(standalone_mode=False)
    except ParvisError as error:
        if "--json" in sys.argv:
            _print_json({"findings": _as_json(error.findings)})
        else:
            click.echo(as_text(error.findings, LANGUAGE), err=True)
        sys.exit(error.exit_code)
    except click.Abort:
        click.echo(say(N_("Interrupted. The last good state is as it was.")), err=True)
        sys.exit(INTERRUPTED)
    except click.ClickException as error:
        click.echo(complaint(error), err=True)
        sys.exit(error.exit_code)
