"""What the machine forbids is said as what to do, whichever command meets it first."""

from __future__ import annotations

import errno

import pytest

from parvis.cli.crash import what_the_machine_forbids
from parvis.errors import OperatorError


@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.EROFS, "folder_forbidden"), (errno.EACCES, "folder_forbidden"), (errno.ENOSPC, "disk_full")],
)
def test_a_file_that_may_not_be_written(number: int, code: str) -> None:
    with pytest.raises(OperatorError) as told, what_the_machine_forbids():
        raise OSError(number, "no", "town/territory.yml")
    (finding,) = told.value.findings
    assert finding.code == code and str(finding.where) == "town/territory.yml"


def test_what_may_be_a_mistake_of_ours_is_not_hidden() -> None:
    with pytest.raises(BrokenPipeError), what_the_machine_forbids():
        raise BrokenPipeError(errno.EPIPE, "no")
    with pytest.raises(PermissionError), what_the_machine_forbids():
        raise PermissionError(errno.EACCES, "no file is named")
