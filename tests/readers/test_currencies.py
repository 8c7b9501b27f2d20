"""Amounts in several currencies, or in another one than the territory's."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.domain import BadInput
from planner.readers import read_territory
from planner.readers.currencies import is_other, mark_of
from planner.readers.ledger import read_ledger
from tests.readers.folders import write

HEAD = "account_id,name,latitude,longitude,revenue_per_year"


def codes(folder: Path, text: str) -> list[str]:
    with pytest.raises(BadInput) as bad:
        read_territory(write(folder, accounts=text))
    return [f"{one.code} {one.row or ''}".strip() for one in bad.value.findings if one.fatal]


@pytest.mark.parametrize(
    ("text", "mark"),
    [("€100", "€"), ("100 €", "€"), ("$1,200.50", "$"), ("CHF 12", "CHF"), ("12 EUR", "EUR"),
     ("US$5", "US$"), ("-£3", ""), ("£-3", "£"), ("100", ""), ("EUR", ""), ("abc", "")],
)  # fmt: skip
def test_marks(text: str, mark: str) -> None:
    assert mark_of(text) == mark


@pytest.mark.parametrize(
    ("mark", "currency", "other"),
    [("€", "USD", True), ("€", "EUR", False), ("$", "USD", False), ("$", "CAD", False),
     ("$", "EUR", True), ("CHF", "USD", True), ("USD", "USD", False), ("£", "", False),
     ("", "USD", False)],
)  # fmt: skip
def test_other_currencies(mark: str, currency: str, other: bool) -> None:
    assert is_other(mark, currency) is other


def test_a_column_of_currencies(tmp_path: Path) -> None:
    rows = "A1,Bakery,42.03,-93.63,100,{}\nA2,Mill,42.03,-93.62,200,{}\n"
    text = f"{HEAD},Currency\n{rows}"
    assert read_territory(write(tmp_path, accounts=text.format("USD", "USD"))).findings == ()
    assert read_territory(write(tmp_path, accounts=text.format("usd", ""))).findings == ()
    assert codes(tmp_path, text.format("USD", "EUR")) == ["currency-mixed"]
    assert codes(tmp_path, text.format("EUR", "EUR")) == ["currency-other 2"]


def test_signs_in_the_cells(tmp_path: Path) -> None:
    text = f"{HEAD}\nA1,ABC 1,42.03,-93.63,{{}}\nABC002,Mill,42.03,-93.62,{{}}\n"
    assert codes(tmp_path, text.format("$100", "€200")) == [
        "currency-mixed", "cell-wrong 2", "cell-wrong 3",
    ]  # fmt: skip
    assert codes(tmp_path, text.format("100", "200 EUR")) == ["currency-other 3", "cell-wrong 3"]
    assert codes(tmp_path, text.format("$100", "200")) == ["cell-wrong 2"]


def test_a_list_without_a_territory(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("account_id,name,revenue_per_year,currency\n1,A,1,USD\n2,B,2,EUR\n")
    with pytest.raises(BadInput, match=r"2 currencies: USD .row 2., EUR .row 3."):
        read_ledger(path)
    path.write_text("account_id,name,revenue_per_year,currency\n1,A,1,EUR\n2,B,2,EUR\n")
    assert read_ledger(path).findings == ()
