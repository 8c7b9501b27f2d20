"""Feeds, downloads and uploads: secrets that can be revoked, cheap polling, no way out."""

from __future__ import annotations

import hmac
import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from planner.files.sheets import workbook
from planner.files.tables import parse_table
from planner.readers import read_territory
from planner.web.data.uploads import UPLOAD_PATH, Uploads
from planner.web.entrance.keys import KEYS_FILE, Keys
from planner.web.feeds import Feeds
from planner.web.settings import Settings
from planner.web.sharing.downloads import Downloads
from planner.web.workspace import Workspace
from tests.web.little import MARKUP, ROWS, accounts


@pytest.fixture
def place(planned: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(planned, tmp_path / "place"))


@pytest.fixture
def asking(place: Path) -> Iterator[TestClient]:
    """Asks for feeds and files, and sends lists."""
    workspace = Workspace(place, Settings())
    app = Starlette(
        routes=[
            Route("/feeds/{name:path}", workspace.feeds.answer),
            Route("/download/{name}", Downloads(workspace).answer),
            Route(UPLOAD_PATH, Uploads(workspace).answer, methods=["POST"]),
        ]
    )
    with TestClient(app) as client:
        yield client


def test_a_feed_is_read_by_its_secret_until_it_is_revoked(asking: TestClient, place: Path) -> None:
    feeds = Feeds(place)
    first = feeds.renew("r1")
    assert len(first) >= 40
    answer = asking.get(f"/feeds/{first}.ics")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.text.count("BEGIN:VEVENT") > 0
    assert "REFRESH-INTERVAL" in answer.text
    second = feeds.renew("r1")
    assert asking.get(f"/feeds/{first}.ics").status_code == 404
    assert asking.get(f"/feeds/{second}.ics").status_code == 200
    feeds.revoke("r1")
    assert asking.get(f"/feeds/{second}.ics").status_code == 404
    assert asking.get("/feeds/r1.ics").status_code == 404
    assert (place / KEYS_FILE).stat().st_mode & 0o077 == 0


def test_a_feed_says_nothing_of_an_account_but_who_when_and_where(
    asking: TestClient, place: Path
) -> None:
    content = asking.get(f"/feeds/{Feeds(place).renew('r2')}.ics").text
    assert "South Clinic" in content
    assert "$" not in content


def test_whoever_has_a_feed_already_is_told_so(asking: TestClient, place: Path) -> None:
    address = f"/feeds/{Feeds(place).renew('r1')}.ics"
    first = asking.get(address)
    for header, name in (("if-none-match", "etag"), ("if-modified-since", "last-modified")):
        again = asking.get(address, headers={header: first.headers[name]})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == first.headers["etag"]
    stale = {"if-none-match": '"another"', "if-modified-since": first.headers["last-modified"]}
    assert asking.get(address, headers=stale).status_code == 200  # the ETag goes before
    assert asking.get(address, headers={"if-modified-since": "nonsense"}).status_code == 200


def test_a_feed_follows_the_plan(asking: TestClient, place: Path) -> None:
    address = f"/feeds/{Feeds(place).renew('r1')}.ics"
    assert asking.get(address).status_code == 200
    (place / "out" / "plan.json").unlink()
    assert asking.get(address).status_code == 404


def test_a_plan_that_breaks_rules_is_not_served(asking: TestClient, place: Path) -> None:
    """Whoever has the calendar keeps the last good one; whoever comes new is told to come later."""
    address = f"/feeds/{Feeds(place).renew('r1')}.ics"
    good = asking.get(address)
    file = place / "out" / "plan.json"
    document = json.loads(file.read_bytes())
    visit = document["visits"][0]
    visit["end"] = visit["start"][:11] + "23:45" + visit["start"][16:]
    file.write_text(json.dumps(document))
    again = asking.get(address)
    assert (again.status_code, again.content) == (200, good.content)
    fresh = Starlette(routes=[Route("/feeds/{name:path}", Feeds(place).answer)])
    later = TestClient(fresh).get(address)
    assert later.status_code == 503
    assert "made anew" in later.text


def test_every_secret_is_compared_in_full(monkeypatch: pytest.MonkeyPatch) -> None:
    keys = Keys(feeds={"r1": "a" * 43, "r2": "b" * 43, "r3": "c" * 43})
    compared: list[bytes] = []
    original = hmac.compare_digest

    def counted(known: bytes, given: bytes) -> bool:
        compared.append(known)
        return original(known, given)

    monkeypatch.setattr(hmac, "compare_digest", counted)
    assert keys.rep_of("a" * 43) == "r1"
    assert len(compared) == 3  # as many as for a secret that is wrong
    assert keys.rep_of("") is None
    assert keys.rep_of("ä" * 20) is None


@pytest.mark.parametrize(
    "name",
    [
        "territory.toml", "accounts.csv", ".planner.lock", KEYS_FILE, "..%2Fterritory.toml",
        "..%2F..%2Fetc%2Fpasswd", "%2Fetc%2Fpasswd", "r1.ics%00", "exported.json", "nothing.ics",
    ],
)  # fmt: skip
def test_only_the_plans_own_files_can_be_taken_away(asking: TestClient, name: str) -> None:
    assert asking.get(f"/download/{name}").status_code == 404


def test_a_link_among_the_plans_files_leads_nowhere(asking: TestClient, place: Path) -> None:
    secret = place.parent / "secret"
    secret.write_text("secret")
    (place / "out" / "r1-changes.ics").symlink_to(secret)
    assert asking.get("/download/r1-changes.ics").status_code == 404
    assert "r1-changes.ics" not in _names(asking.get("/download/plan.zip").content)


def test_files_are_taken_away_as_they_were_written(asking: TestClient, place: Path) -> None:
    for name in ("r1.ics", "r2.ics", "visits.csv", "plan.json"):
        answer = asking.get(f"/download/{name}")
        assert answer.content == (place / "out" / name).read_bytes()
        assert "attachment" in answer.headers["content-disposition"]
    packed = asking.get("/download/plan.zip").content
    assert {"r1.ics", "r2.ics", "visits.csv", "visits.xlsx", "plan.json"} <= set(_names(packed))
    table = parse_table(asking.get("/download/visits.xlsx").content, "visits.xlsx")
    assert MARKUP in {cell for _, cells in table.rows for cell in cells}


def _names(packed: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return archive.namelist()


def test_a_list_replaces_the_one_that_was_seen(asking: TestClient, place: Path) -> None:
    seen = parse_version(place)
    fresh = accounts(*ROWS[:4]).encode()
    sent = asking.post(UPLOAD_PATH, files={"file": ("l.csv", fresh)}, data={"seen": seen})
    assert sent.json() == {"said": "done"}
    assert (place / "accounts.csv").read_bytes() == fresh
    again = asking.post(UPLOAD_PATH, files={"file": ("l.csv", b"x")}, data={"seen": seen})
    assert again.status_code == 409
    assert (place / "accounts.csv").read_bytes() == fresh


def parse_version(folder: Path) -> str:
    """Version of the list as a page knows it."""
    from planner.web.folder.picture import version_of

    return version_of(folder, "accounts.csv")


def test_an_excel_list_becomes_the_territorys_csv(asking: TestClient, place: Path) -> None:
    rows = [row.split(",") for row in accounts(*ROWS[1:]).splitlines()]
    content = workbook({"list": [list(row) for row in rows]})
    asking.post(
        UPLOAD_PATH, files={"file": ("list.xlsx", content)}, data={"seen": parse_version(place)}
    )
    assert read_territory(place).territory.account["K2"].name == "Oak Street Foods"


@pytest.mark.parametrize(
    "content",
    [b"", b"\0\1\2", b"PK\3\4 no zip at all", b"\xd0\xcf\x11\xe0 old", b'a,b\n"never closed'],
)
def test_what_is_no_table_changes_nothing(asking: TestClient, place: Path, content: bytes) -> None:
    before = (place / "accounts.csv").read_bytes()
    answer = asking.post(
        UPLOAD_PATH, files={"file": ("<b>.csv", content)}, data={"seen": parse_version(place)}
    )
    assert answer.status_code == 422
    assert answer.json()["findings"][0]["remedy"]
    assert (place / "accounts.csv").read_bytes() == before


def test_the_first_list_is_kept_when_it_is_known_where_it_is(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path, Settings())
    route = Route(UPLOAD_PATH, Uploads(workspace).answer, methods=["POST"])
    with TestClient(Starlette(routes=[route])) as client:
        sent = client.post(UPLOAD_PATH, files={"file": ("l.csv", b"id,lat,lon\n1,48.2,16.4\n")})
        assert sent.json() == {"said": "asked"}
        assert workspace.own_list is not None
        assert workspace.own_list.guesses.homes == {"r1": (48.2, 16.4)}
        assert list(tmp_path.iterdir()) == []
        assert client.post(UPLOAD_PATH, files={"file": ("l.csv", b"")}).status_code == 422


def test_one_file_and_no_more_is_taken(asking: TestClient) -> None:
    assert asking.post(UPLOAD_PATH, data={"file": "no file"}).status_code == 422
    two = [("file", ("a.csv", b"a")), ("file", ("b.csv", b"b"))]
    assert asking.post(UPLOAD_PATH, files=two).status_code == 400
