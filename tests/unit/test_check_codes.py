"""Codes that lost a zero on the way through a spreadsheet, and dates in three styles."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from parvis.check import accept
from parvis.check.dates import iso_date
from parvis.kinds.registry import KINDS
from parvis.model.folder import SourceSpec
from parvis.model.snapshot import Raw, Snapshot


def taken(frame: pd.DataFrame, kind: str) -> Snapshot:
    spec = SourceSpec.model_validate(
        {"title": "x", "producer": "x", "regime": "open", "licence": "etalab-2.0", "place": "x", "vintage": "2019",
         "kind": kind}
    )  # fmt: skip
    raw = Raw(Path("x.csv"), frame, "", range(2, 2 + len(frame)))
    return accept("x", raw, spec=spec, kind=KINDS[kind], wanted=frozenset(), schema=None)


def test_lost_zeros_are_put_back_and_told() -> None:
    # IRIS 0101 of commune 01004 (Ambérieu-en-Bugey): nine characters, as INSEE writes them.
    snapshot = taken(
        pd.DataFrame({"iris": ["930100202", "10040101", "93010_0203"], "disp_med": ["1", "2", "3"]}), "filosofi-iris"
    )
    assert snapshot.frame["unit"].tolist() == ["930100202", "010040101", "93010_0203"]
    told = [f for f in snapshot.findings if f.code == "zeros_put_back"]
    assert [(f.values["count"], f.where.line) for f in told if f.where] == [(1, 3)]


def test_a_code_read_as_a_number_is_text_without_a_point() -> None:
    snapshot = taken(pd.DataFrame({"iris": [10040101.0, 930100202.0], "disp_med": [1.0, 2.0]}), "filosofi-iris")
    assert snapshot.frame["unit"].tolist() == ["010040101", "930100202"]


def test_codes_that_lost_nothing_say_nothing() -> None:
    snapshot = taken(pd.DataFrame({"iris": ["930100202"], "disp_med": ["1"]}), "filosofi-iris")
    assert snapshot.findings == ()


@pytest.mark.parametrize(
    "written",
    [
        "2019-05-13",
        "13/05/2019",
        "13.05.2019",
        "13 mai 2019",
        "13 Mai 2019",
        "20190513",
        "2019-05-13 00:00:00",
        " 2019-5-13",
    ],
)
def test_one_day(written: str) -> None:
    assert iso_date(written) == "2019-05-13"


@pytest.mark.parametrize("written", ["2019", "2019-05", "31/02/2019", "13 mays 2019", "99999999", "T1 2019", ""])
def test_what_is_no_day_stays_as_it_is(written: str) -> None:
    assert iso_date(written) == written


def test_dates_of_a_table_are_its_periods() -> None:
    frame = pd.DataFrame({"code": ["QP1", "QP1"], "annee": ["31/12/2018", "31 décembre 2019"], "tp60": ["1", "2"]})
    assert taken(frame, "qpv-panel").frame["period"].tolist() == ["2018-12-31", "2019-12-31"]
