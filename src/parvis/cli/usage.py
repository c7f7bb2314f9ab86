"""What click itself says - headings, usage, wrong invocations - in the user's language."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any

import click

from parvis.cli.language import N_, say
from parvis.messages import GUESS

HEADINGS = {"Options": N_("Options"), "Commands": N_("Commands")}
HELP = N_("Show this help.")


class Formatter(click.HelpFormatter):
    """Writes usage and headings in the user's language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the usage line."""
        super().write_usage(prog, args, f"{say(N_('Usage:'))} " if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """Write a heading."""
        words = say(N_("{heading}:")).format(heading=say(HEADINGS.get(heading, heading)))
        self.write(f"{'':>{self.current_indent}}{words}\n")


class Context(click.Context):
    """A context whose help speaks the user's language."""

    formatter_class = Formatter


class Examples(click.Command):
    """A command whose help ends with examples."""

    context_class = Context

    def __init__(self, *args: Any, examples: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = tuple(examples)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the examples."""
        if self.examples:
            with formatter.section(say(N_("Examples"))):
                formatter.write_text("\b\n" + "\n".join(self.examples))
        super().format_epilog(ctx, formatter)


class Commands(click.Group):
    """The commands; a name that is none of theirs is answered with the nearest."""

    context_class = Context

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the first argument names."""
        name = args[0]
        if name.startswith("-") or self.get_command(ctx, name) is not None:
            return super().resolve_command(ctx, args)
        near = difflib.get_close_matches(name, self.commands, n=1)
        guess = " " + say(GUESS).format(guess=near[0]) if near else ""
        raise click.UsageError(say(N_('There is no command "{name}".')).format(name=name) + guess, ctx)


def complaint(error: click.ClickException) -> str:
    """Return what is wrong with an invocation, and where help is."""
    lines = [_words(error)]
    ctx = getattr(error, "ctx", None)
    if ctx is not None:
        lines = [ctx.get_usage(), *lines]
        lines.append("    → " + say(N_("`{command} --help` tells how it is used.")).format(command=ctx.command_path))
    return "\n".join(lines)


def _words(error: click.ClickException) -> str:
    if isinstance(error, click.MissingParameter) and error.param is not None:
        return say(N_("{name} is missing.")).format(name=error.param.get_error_hint(error.ctx).strip("'"))
    if isinstance(error, click.NoSuchOption):
        near = difflib.get_close_matches(error.option_name, error.possibilities or (), n=1)
        guess = " " + say(GUESS).format(guess=near[0]) if near else ""
        return say(N_('There is no option "{name}".')).format(name=error.option_name) + guess
    return error.format_message()
