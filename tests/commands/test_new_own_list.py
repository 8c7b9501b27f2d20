"""planner new --from: where a person's own accounts are is confirmed, never assumed."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from planner.commands import main, new
from planner.files.tables import parse_table
from planner.readers import read_territory
from planner.starter import countries, guess_columns, own_list
from planner.starter.guesses import Guesses, guess_from
from tests.commands.conftest import Run

VIENNA = "id,name,lat,lon\n1,A,48.2085,16.3721\n2,B,48.1951,16.3699\n3,C,48.2204,16.3860\n"
OF_THE_SAMPLE = ("Chicago", "US-IA", '"USD"', "41.58", "-93.6", "CHANGE THIS")
EVERYTHING = ("Time zone", "Currency", "Public holidays", "Home, latitude and longitude")
NOWHERE = "id,name,lat,lon\n1,A,,\n"


@pytest.fixture
def vienna(tmp_path: Path) -> Path:
    path = tmp_path / "wien.csv"
    path.write_text(VIENNA)
    return path


def settings_in(folder: Path) -> str:
    """The settings without remarks."""
    text = (folder / "territory.toml").read_text(encoding="utf-8")
    return "\n".join(line for line in text.splitlines() if not line.startswith("#"))


def test_without_a_terminal_it_stops_with_all_that_it_must_know(
    tmp_path: Path, vienna: Path, run: Run
) -> None:
    result = run("new", tmp_path / "t", "--from", vienna)
    assert result.exit_code == 1
    for words in EVERYTHING:
        assert f"error: {words}: It is not confirmed. Perhaps " in result.output
    for option in ("--time-zone", "--currency", "--holidays", "--home", "--yes"):
        assert option in result.output
    assert not (tmp_path / "t").exists()


def test_as_json_it_never_asks(tmp_path: Path, vienna: Path, run: Run) -> None:
    said = json.loads(run("new", tmp_path / "t", "--from", vienna, "--json").stdout)
    assert (said["status"], said["exit_code"]) == ("bad-input", 1)
    assert [finding["column"] for finding in said["findings"]] == list(EVERYTHING)


def test_yes_takes_what_is_guessed_and_says_so(tmp_path: Path, vienna: Path, run: Run) -> None:
    result = run("new", tmp_path / "t", "--from", vienna, "--yes", "--month", "2026-12")
    assert result.exit_code == 0
    assert "Time zone: Europe/Vienna, guessed: 3 of 3 accounts lie there" in result.output
    territory = read_territory(tmp_path / "t").territory
    assert territory.period.time_zone == "Europe/Vienna"
    assert territory.currency == "EUR"
    assert date(2026, 12, 8) in territory.holidays
    assert territory.reps[0].home == pytest.approx((48.2085, 16.3721))
    assert not any(word in settings_in(tmp_path / "t") for word in OF_THE_SAMPLE)
    assert not (tmp_path / "t" / "calendars").exists()
    assert territory.pins == ()


def test_options_go_before_guesses(tmp_path: Path, vienna: Path, run: Run) -> None:
    given = ("--time-zone", "Europe/Bratislava", "--currency", "CHF", "--holidays", "AT-9",
             "--home", "48.15,17.11")  # fmt: skip
    assert run("new", tmp_path / "t", "--from", vienna, *given).exit_code == 0
    territory = read_territory(tmp_path / "t").territory
    assert (territory.period.time_zone, territory.currency) == ("Europe/Bratislava", "CHF")
    assert territory.reps[0].home == (48.15, 17.11)


def test_no_public_holidays(tmp_path: Path, vienna: Path, run: Run) -> None:
    given = ("--holidays", "none", "--yes", "--month", "2026-12")
    assert run("new", tmp_path / "t", "--from", vienna, *given).exit_code == 0
    assert read_territory(tmp_path / "t").territory.holidays == {}


def test_yes_does_not_take_what_nobody_guessed(tmp_path: Path, run: Run) -> None:
    (tmp_path / "l.csv").write_text(NOWHERE)
    result = run("new", tmp_path / "t", "--from", tmp_path / "l.csv", "--yes")
    assert result.exit_code == 1
    assert result.output.count("It is not known, and the list does not say it") == 4
    assert "--yes" not in result.output


def test_wrong_answers_are_said_together(tmp_path: Path, vienna: Path, run: Run) -> None:
    given = ("--time-zone", "Europe/Wien", "--currency", "Euro", "--holidays", "AT-99",
             "--home", "148,16")  # fmt: skip
    result = run("new", tmp_path / "t", "--from", vienna, *given)
    assert result.exit_code == 1
    assert result.output.count("[start-wrong]") == 4
    assert "Did you mean 'Europe/Vienna'?" in result.output
    assert "'AT-9'" in result.output
    assert not (tmp_path / "t").exists()


def test_a_person_is_asked_and_may_correct(
    tmp_path: Path, vienna: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new, "_can_ask", lambda: True)
    typed = "\nEuro\nEUR\nAT-9\n48.3,16.4\n"
    words = ["new", str(tmp_path / "t"), "--from", str(vienna)]
    result = CliRunner().invoke(main, words, input=typed)
    assert result.exit_code == 0, result.output
    assert "Europe/Vienna? 3 of 3 accounts lie there." in result.output
    assert "'Euro' is no currency's code" in result.output
    text = settings_in(tmp_path / "t")
    for line in ('time_zone = "Europe/Vienna"', 'currency = "EUR"', 'holidays = "AT-9"'):
        assert line in text
    assert "home = [48.3000, 16.4000]" in text


def test_every_rep_has_a_home_of_their_own(tmp_path: Path, run: Run) -> None:
    (tmp_path / "l.csv").write_text(
        "id,name,lat,lon,rep\n1,A,48.2,16.3,Ann\n2,B,47.0,15.4,Bo\n3,C,,,Cy\n"
    )
    words = ("new", tmp_path / "t", "--from", tmp_path / "l.csv", "--yes")
    assert '--home "Cy=LAT,LON"' in run(*words).output
    assert run(*words, "--home", "47,15").exit_code == 2
    assert run(*words, "--home", "Di=47,15").exit_code == 2
    assert run(*words, "--home", "Cy=47.5,14.5").exit_code == 0
    homes = {rep.id: rep.home for rep in read_territory(tmp_path / "t").territory.reps}
    assert homes == {"Ann": (48.2, 16.3), "Bo": (47.0, 15.4), "Cy": (47.5, 14.5)}


def test_the_sample_is_as_it_was(tmp_path: Path, run: Run) -> None:
    assert run("new", tmp_path / "a").exit_code == 0
    territory = read_territory(tmp_path / "a").territory
    assert (territory.currency, territory.period.time_zone) == ("USD", "America/Chicago")
    given = ("--time-zone", "America/Denver", "--holidays", "US-CO", "--month", "2026-12")
    assert run("new", tmp_path / "b", *given).exit_code == 0
    assert read_territory(tmp_path / "b").territory.period.time_zone == "America/Denver"
    assert run("new", tmp_path / "c", "--time-zone", "Denver").exit_code == 1


def guessed(text: str) -> Guesses:
    table = parse_table(text.encode(), "list.csv")
    return guess_from(table, guess_columns(table.headings), ("r1",))


def values(found: Guesses) -> tuple[str | None, str | None, str | None]:
    some = (found.time_zone, found.currency, found.holidays)
    zone, currency, holidays = (guess.value if guess else None for guess in some)
    return zone, currency, holidays


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id,lat,lon,State\n1,41.6,-93.6,IA\n2,41.7,-93.5,Iowa\n",
         ("America/Chicago", "USD", "US-IA")),
        ("id,lat,lon,State\n1,41.6,-93.6,IA\n2,41.2,-96.0,NE\n", ("America/Chicago", "USD", "US")),
        ("id,lat,lon\n1,41.6,-93.6\n2,33.4,-112.0\n3,41.7,-93.6\n",
         ("America/Chicago", "USD", "US")),
        ("id,lat,lon\n1,0,0\n2,54.5,5.0\n", (None, None, None)),
        ("id,Billing Country\n1,United Kingdom\n2,UK\n", ("Europe/London", "GBP", "GB")),
        ("id,Land\n1,Österreich\n2,Österreich\n", ("Europe/Vienna", "EUR", "AT")),
        ("id,Country,Bundesland\n1,DE,Bayern\n2,DE,Bayern\n", ("Europe/Berlin", "EUR", "DE-BY")),
        ('id,Address\n1,"1 Main St, Ames, IA 50010, USA"\n', (None, "USD", "US-IA")),
        ('id,Address\n1,"1 Main St, Ames, IA 50010"\n', (None, None, None)),
        ("id;PLZ;Umsatz\n1;70173;12,5 €\n2;01067;8 €\n", ("Europe/Berlin", "EUR", "DE")),
        ("id,Annual Revenue Currency\n1,GBP\n2,GBP\n", (None, "GBP", None)),
        ("id,Annual Revenue Currency\n1,GBP\n2,EUR\n", (None, None, None)),
        ("id,revenue\n1,£300\n2,£20\n", (None, "GBP", None)),
        ("id,lat,lon,revenue\n1,47.37,8.54,€300\n", ("Europe/Zurich", "EUR", "CH")),
        ("id,name\n1,A\n", (None, None, None)),
    ],
)  # fmt: skip
def test_guesses(text: str, expected: tuple[str | None, ...]) -> None:
    assert values(guessed(text)) == expected


def test_a_guess_says_what_speaks_for_it() -> None:
    found = guessed("id,lat,lon\n1,41.6,-93.6\n2,33.4,-112.0\n3,41.7,-93.6\n")
    assert found.time_zone is not None
    assert found.time_zone.because == "2 of 3 accounts lie there"
    assert found.holidays is not None
    assert "its parts may have others (US-AK Alaska" in found.holidays.because


def test_without_the_packages_nothing_is_guessed_but_the_middle(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("tzfpy", "babel", "babel.core", "babel.numbers"):
        monkeypatch.setitem(sys.modules, name, None)
    countries._country_names.cache_clear()
    own = own_list(b"id,name,lat,lon,country\n1,A,48.2085,16.3721,Austria\n", "list.csv")
    countries._country_names.cache_clear()
    assert values(own.guesses) == (None, None, None)
    assert own.guesses.homes["r1"] == pytest.approx((48.2085, 16.3721))
