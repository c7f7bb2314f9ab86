"""The private audit as a page for the disclosure officer: what is hidden, by which rule, and what could be done."""

from parvis.officer.options import Option, options
from parvis.officer.write import write

__all__ = ["Option", "options", "write"]
