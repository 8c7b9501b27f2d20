"""Numbers of any size in a territory: a finding in words at its place, or a plan."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import models
from models.limits import DAY, LARGEST
from models.verify import verify
from planner.domain import BadInput, limits
from planner.readers import read_territory
from planner.readers.account_row import AccountRow
from planner.readers.settings import Section, Settings, types_in
from planner.rules.compile import compile_rep

PERIOD = '[period]\nstart = 2026-12-07\nend = 2026-12-09\ntime_zone = "America/Chicago"\n'
BASE = f'name = "Tiny"\n{PERIOD}'
REP = '[[rep]]\nid = "r1"\nhome = [41.6, -93.6]\nhours = "Mo-Fr 09:00-17:00"\n'
LUNCH = 'between = "11:30-13:30"\n'
ACCOUNTS = {
    "account_id": "A",
    "name": "A",
    "latitude": "41.61",
    "longitude": "-93.61",
    "revenue_per_year": "50000",
}
TRAVEL = "from,to,minutes,km\nhome:r1,A,{0},{1}\nA,home:r1,{0},{1}\n"

NUMBERS = (
    "9e15", "1e15", "1e300", "1e-15", "1e-300", "-1", "-9e15", "0", "0.0", "1", "1000", "nan",
    "inf", "-inf", "2147483647", "9223372036854775808", f"1{'0' * 40}", "0.3333333333333333",
)  # fmt: skip
DAYS = ("0001-01-01", "1999-12-31", "2100-01-01", "9999-12-31", "2026-12-08")


def keys_of(section: type[Section], path: str = "") -> Iterator[tuple[str, bool]]:
    """Keys that take numbers or days, with dots between tables; True for days."""
    for name, field in section.model_fields.items():
        types = set(types_in(field.annotation))
        inner = [one for one in types if isinstance(one, type) and issubclass(one, Section)]
        if inner:
            for each in inner:
                yield from keys_of(each, f"{path}{name}.")
        elif types & {int, Decimal, date, float}:
            yield f"{path}{name}", date in types


KEYS = [
    (key, days)
    for key, days in keys_of(Settings)
    if not key.startswith(("period.", "pin.", "refuse.", "tier.secondary.", "tier.lead."))
]


def territory_text(key: str, value: str) -> str:
    """Settings in which a key has a value."""
    table, _, name = key.rpartition(".")
    line = f"{name} = [{value}]" if name == "days_off" else f"{name} = {value}"
    head = BASE + REP
    if table == "rep":
        return f"{head}{line}\n"
    if table == "rep.lunch":
        return f"{head}[rep.lunch]\n{LUNCH}{line}\n"
    if table == "quota":
        return f'{head}[[quota]]\ntiers = ["key"]\n{line}\n'
    return f"{head}[{table}]\n{line}\n"


def words_or_plan(folder: Path) -> None:
    """Reads and plans a territory: what is wrong is said in words, at its place."""
    try:
        territory = read_territory(folder).territory
        problem = compile_rep(territory, "r1").problem
    except BadInput as refused:
        findings = refused.findings
    else:
        findings = ()
    assert all(finding.message and finding.remedy for finding in findings)
    if findings:
        return
    result = models.solve(problem, work=0.3, workers=1)
    assert result.status in (models.Status.OPTIMAL, models.Status.FEASIBLE)
    assert result.solution is not None
    assert verify(problem, result.solution).objective == result.objective
    assert result.bound is None or result.objective <= result.bound


def write(folder: Path, text: str, cells: dict[str, str], travel: str | None = None) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "territory.toml").write_text(text, encoding="utf-8")
    rows = [",".join(cells), ",".join(cells.values())]
    (folder / "accounts.csv").write_text("\n".join([*rows, ""]), encoding="utf-8")
    if travel is not None:
        (folder / "travel.csv").write_text(travel, encoding="utf-8")
    return folder


SETTINGS = settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@SETTINGS
@given(st.sampled_from(KEYS), st.data())
def test_settings_of_any_size(tmp_path: Path, key: tuple[str, bool], data: st.DataObject) -> None:
    name, days = key
    value = data.draw(st.sampled_from(DAYS if days else NUMBERS))
    words_or_plan(write(tmp_path / "place", territory_text(name, value), ACCOUNTS))


def columns() -> list[str]:
    """Columns of the account list that hold numbers."""
    return [
        name
        for name, field in AccountRow.model_fields.items()
        if set(types_in(field.annotation)) & {int, Decimal}
    ]


@SETTINGS
@given(st.sampled_from(columns()), st.sampled_from([n for n in NUMBERS if n != "0.0"]))
def test_accounts_of_any_size(tmp_path: Path, column: str, value: str) -> None:
    words_or_plan(write(tmp_path / "place", BASE + REP, ACCOUNTS | {column: value}))


@SETTINGS
@given(st.sampled_from(NUMBERS), st.sampled_from(NUMBERS))
def test_drives_of_any_size(tmp_path: Path, minutes: str, km: str) -> None:
    text = BASE + REP + '[travel]\nprovider = "matrix"\n'
    words_or_plan(write(tmp_path / "place", text, ACCOUNTS, TRAVEL.format(minutes, km)))


def findings_of(folder: Path) -> list[tuple[str, int | None, str, str]]:
    """Place and value of what is wrong: file, row or line, column or key, value."""
    with pytest.raises(BadInput) as error:
        compile_rep(read_territory(folder).territory, "r1")
    return [(one.file, one.row, one.column, one.value) for one in error.value.findings if one.fatal]


WRONG_SETTINGS = {
    "travel.cost_per_km": "9000000000000000",
    "travel.speed_kmh": "0.0001",
    "tier.key.sales_saturation": "1000000000000000",
    "tier.key.visit_minutes": "2147483647",
    "rep.cost_per_hour": "1000000000000",
    "prospects.access_factor.none": "1000001",
    "quota.min_share": "0.3333333333333333",
    "tier.key.elasticity": "1000000",
}


@pytest.mark.parametrize("key", WRONG_SETTINGS)
def test_a_setting_out_of_its_limits_is_said_with_key_and_line(tmp_path: Path, key: str) -> None:
    folder = write(tmp_path / "place", territory_text(key, WRONG_SETTINGS[key]), ACCOUNTS)
    shown = key.replace("rep.", "rep[1].").replace("quota.", "quota[1].")
    [(file, row, column, value)] = findings_of(folder)
    assert (file, column, value) == ("territory.toml", shown, WRONG_SETTINGS[key])
    assert row == len(territory_text(key, "0").splitlines())


def test_accounts_whose_worth_cannot_be_counted_are_said(tmp_path: Path) -> None:
    most = {"revenue_per_year": str(limits.LARGEST_AMOUNT), "sales_saturation": "900"}
    [found] = findings_of(write(tmp_path / "place", BASE + REP, ACCOUNTS | most))
    assert found == ("accounts.csv", 2, "revenue_per_year", str(limits.LARGEST_AMOUNT))


def test_drives_that_cannot_be_counted_are_said(tmp_path: Path) -> None:
    text = BASE + REP + '[travel]\nprovider = "matrix"\ncost_per_km = 100000\n'
    folder = write(tmp_path / "place", text, ACCOUNTS, TRAVEL.format(9, limits.LONGEST_LEG))
    assert [column for *_, column, _ in findings_of(folder)] == ["travel.cost_per_km"]
    folder = write(tmp_path / "place", text, ACCOUNTS, TRAVEL.format(2147483647, 9))
    assert ("travel.csv", 2, "minutes", "2147483647") in findings_of(folder)


def test_what_people_may_write_is_within_what_the_engine_takes() -> None:
    assert limits.LARGEST_WORTH <= LARGEST
    assert limits.LONGEST_DRIVE <= DAY
    assert 10**limits.SHARE_DECIMALS * 24 * 60 <= LARGEST
