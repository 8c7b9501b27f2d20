"""Inputs that would take a reader's memory or time: small files of which much is made."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

from tests.readers.folders import SETTINGS as FRAME
from tests.readers.folders import write as write_folder

Make = Callable[[Path], list[str]]
"""Writes files into a folder; returns the words of the command that reads them."""

SETTINGS = "quota = []\n" + FRAME
WITH_CALENDAR = f'{SETTINGS}calendar = "r1.ics"\n'
WITH_MATRIX = f'{SETTINGS}[travel]\nprovider = "matrix"\n'
DAY = "DTSTART:20261201T090000Z"
_HUGE = "9" * 100_000


def write(folder: Path, **files: str | bytes) -> Path:
    """A territory without any fault but that of these files."""
    usual: dict[str, str | bytes] = {"settings": SETTINGS}
    return write_folder(folder, **(usual | files))


def entry(*lines: str, uid: str = "a@x") -> str:
    return "\r\n".join(["BEGIN:VEVENT", f"UID:{uid}", *lines, "END:VEVENT", ""])


def calendar(*parts: str) -> Make:
    text = "".join(["BEGIN:VCALENDAR\r\n", *parts, "END:VCALENDAR\r\n"])
    return lambda folder: check(write(folder, settings=WITH_CALENDAR, r1_ics=text))


def series(rule: str, start: str = DAY, *more: str) -> Make:
    return calendar(entry(start, "DURATION:PT1S", f"RRULE:{rule}", *more))


def check(folder: Path) -> list[str]:
    return ["check", str(folder)]


def settings(text: str) -> Make:
    return lambda folder: check(write(folder, settings=text))


def accounts(content: str | bytes) -> Make:
    return lambda folder: check(write(folder, accounts=content))


def zone(*lines: str, times: int = 1) -> str:
    observance = "\r\n".join(
        ["BEGIN:STANDARD", "DTSTART:19701025T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100",
         *lines, "END:STANDARD", ""]
    )  # fmt: skip
    return f"BEGIN:VTIMEZONE\r\nTZID:X/Y\r\n{observance * times}END:VTIMEZONE\r\n"


ZONED = entry("DTSTART;TZID=X/Y:20261201T090000", "DURATION:PT1H", "RRULE:FREQ=DAILY;COUNT=30")


def workbook(sheet: str | bytes, strings: str = "", styles: bytes = b"") -> bytes:
    """An .xlsx file with the XML of one sheet, made without a library that would build it."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    links = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    body = sheet if isinstance(sheet, bytes) else (
        f"<worksheet {main}><sheetData>{sheet}</sheetData></worksheet>".encode()
    )  # fmt: skip
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        book.writestr(
            "xl/workbook.xml",
            f'<workbook {main} xmlns:r="{links}"><sheets><sheet name="a" sheetId="1" r:id="r1"/>'
            "</sheets></workbook>",
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="x"><Relationship Id="r1" Type="{links}/worksheet" '
            'Target="worksheets/sheet1.xml"/></Relationships>',
        )
        book.writestr("xl/worksheets/sheet1.xml", body)
        if strings:
            book.writestr("xl/sharedStrings.xml", f"<sst {main}>{strings}</sst>")
        if styles:
            book.writestr("xl/styles.xml", styles)
    return stream.getvalue()


def many_parts() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as book:
        for n in range(100_000):
            book.writestr(f"xl/{n}.xml", b"")
    return stream.getvalue()


def cell(place: str, text: str = "1") -> str:
    return f'<c r="{place}"><v>{text}</v></c>'


def special(make: Callable[[Path], None], where: str = "accounts.csv") -> Make:
    """Puts something that is no regular file into the place of a file."""

    def made(folder: Path) -> list[str]:
        write(folder, settings=WITH_CALENDAR, r1_ics="BEGIN:VCALENDAR\nEND:VCALENDAR\n")
        (folder / where).unlink()
        make(folder / where)
        return check(folder)

    return made


def large(path: Path) -> None:
    path.touch()
    os.truncate(path, 5_000_000_000)


def command(name: str, file: str, content: str | bytes, *words: str) -> Make:
    """A command that reads a file of its own; ``FILE`` and ``DIR`` stand for the paths."""

    def made(folder: Path) -> list[str]:
        write(folder)
        path = folder / file
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        named = {"FILE": str(path), "DIR": str(folder)}
        return [name, *(named.get(word, word) for word in words)]

    return made


def plan(text: str) -> Make:
    return command("verify", "plan.json", text, "FILE", "DIR")


def problem(text: str) -> Make:
    return command("solve", "problem.json", text, "FILE", "--work", "1")


def _bulk(of: str, times: int) -> str:
    return "".join(of.replace("#", str(n)) for n in range(times))


REFUSED = '[[refuse]]\naccount = "A1"\ndate = 2026-12-01\nkeep = true\n'
ROWS = "account_id,name,latitude,longitude\n"

HOSTILE: dict[str, Make] = {
    # calendars: occurrences
    "every second": series("FREQ=SECONDLY"),
    "every second for a week": series("FREQ=SECONDLY;COUNT=600000"),
    "every second, long ago": series("FREQ=SECONDLY", "DTSTART:19000101T000000Z"),
    "every minute": series("FREQ=MINUTELY", "DTSTART:20250101T000000Z"),
    "a billion times": series("FREQ=SECONDLY;COUNT=1000000000"),
    "every 7 seconds": series("FREQ=SECONDLY;INTERVAL=7;UNTIL=20261231T000000Z"),
    "a huge interval": series(f"FREQ=DAILY;INTERVAL={_HUGE[:4000]}"),
    "a huge count": series(f"FREQ=DAILY;COUNT={_HUGE}"),
    "seconds by list": series(
        "FREQ=DAILY;BYSECOND=" + ",".join(map(str, range(60)))
        + ";BYMINUTE=" + ",".join(map(str, range(60)))
    ),
    "a list of a million seconds": series("FREQ=DAILY;BYSECOND=" + ",".join(["1"] * 1_000_000)),
    "31 February": series("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31"),
    "1,000 of 31 February": calendar(
        *(entry(DAY, "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31", uid=f"{n}") for n in range(1000))
    ),
    "30 February by the second": series("FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"),
    "29 February of odd years": calendar(
        *(
            entry("DTSTART:20250101T000000Z",
                  "RRULE:FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29", uid=f"{n}")
            for n in range(1000)
        )
    ),
    "Tuesdays every seventh day": calendar(
        *(entry("DTSTART:20261130T000000Z", "RRULE:FREQ=DAILY;INTERVAL=7;BYDAY=TU", uid=f"{n}")
          for n in range(50))
    ),
    "a year by the second": series("FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR="
                                   + ",".join(map(str, range(24))) + ";BYMINUTE="
                                   + ",".join(map(str, range(60))), "DTSTART:19000101T000000Z"),
    "since the year 1": series("FREQ=HOURLY", "DTSTART:00010101T000000Z"),
    "until the year 9999": series("FREQ=HOURLY;UNTIL=99991231T235959Z", "DTSTART:00010101T000000Z"),
    "5,000 daily series": calendar(
        *(entry("DTSTART:20000101T000000Z", "RRULE:FREQ=DAILY", uid=f"{n}") for n in range(5000))
    ),
    "300,000 dates": series("FREQ=DAILY;COUNT=1", DAY,
                            "RDATE:" + ",".join(["20261201T100000Z"] * 300_000)),
    "300,000 exceptions": series("FREQ=DAILY", DAY,
                                 "EXDATE:" + ",".join(["20261201T100000Z"] * 300_000)),
    "300,000 lines of exceptions": series("FREQ=DAILY", DAY,
                                          *["EXDATE:20261201T100000Z"] * 300_000),
    "20,000 changes that repeat": calendar(
        entry("DTSTART:20100101T000000Z", "RRULE:FREQ=DAILY"),
        *[entry("DTSTART:20100101T000000Z", "RECURRENCE-ID:20261201T000000Z",
                "RRULE:FREQ=DAILY")] * 3_000,
    ),
    "a change of the past and all to come": calendar(
        entry("DTSTART:20200101T000000Z", "RRULE:FREQ=HOURLY;COUNT=3000"),
        entry("DTSTART:19000101T000000Z", "RECURRENCE-ID;RANGE=THISANDFUTURE:20200102T000000Z"),
    ),
    "an endless series of long entries": calendar(
        entry("DTSTART:20000101T000000Z", "DURATION:P3000000D", "RRULE:FREQ=HOURLY")
    ),
    "P3000000D": calendar(entry(DAY, "DURATION:P3000000D")),
    "PT99999999999H": calendar(entry(DAY, "DURATION:PT99999999999H")),
    "P9 with 100,000 digits": calendar(entry(DAY, f"DURATION:P{_HUGE}D")),
    "an end in the year 9999": calendar(entry(DAY, "DTEND:99991231T235959Z")),
    "a start in the year 1": calendar(entry("DTSTART:00010101T000000Z", "DTEND:20261205T000000Z")),
    "a local start in the year 1": calendar(entry("DTSTART:00010101T000000", "DURATION:PT1H",
                                                  "RRULE:FREQ=YEARLY")),
    # calendars: entries, lines, zones
    "100,000 entries of the month": calendar(_bulk(entry(DAY, "DURATION:PT1H", uid="#"), 100_000)),
    "100,000 old entries": calendar(
        _bulk(entry("DTSTART:20200101T090000Z", "DURATION:PT1H", uid="#"), 100_000)
    ),
    "100,000 faulty entries": calendar("BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 100_000),
    "two million line ends": lambda folder: check(
        write(folder, settings=WITH_CALENDAR, r1_ics="BEGIN:VCALENDAR\n" + "\n" * 19_000_000)
    ),
    "19 million carriage returns": lambda folder: check(
        write(folder, settings=WITH_CALENDAR, r1_ics="BEGIN:VCALENDAR\n" + "\r" * 19_000_000)
    ),
    "a title of 15 MB": calendar(entry(DAY, "DURATION:PT1H", "SUMMARY:" + "a" * 15_000_000)),
    "a description of 15 MB": calendar(entry(DAY, "DESCRIPTION:" + "a,\\n" * 4_000_000)),
    "100,000 parts within one another": calendar(
        "BEGIN:VEVENT\r\n" * 100_000, "END:VEVENT\r\n" * 100_000
    ),
    "alarms without end": calendar(
        entry(DAY, "DURATION:PT1H", *["BEGIN:VALARM", "TRIGGER:x", "END:VALARM"] * 100_000)
    ),
    "guests without end": calendar(entry(DAY, "DURATION:PT1H",
                                         *["ATTENDEE:mailto:a@example.com"] * 300_000)),
    "line ends of other kinds": lambda folder: check(
        write(folder, settings=WITH_CALENDAR,
              r1_ics="BEGIN:VCALENDAR\n" + "BEGIN:VEVENT\nEND:VEVENT\x0b\n" * 99_000
              + "END:VCALENDAR\n")
    ),
    "a zone that changes every second": calendar(zone("RRULE:FREQ=SECONDLY"), ZONED),
    "a zone that changes every day": calendar(zone("RRULE:FREQ=DAILY"), ZONED),
    "a zone of 100,000 rules": calendar(zone(times=100_000), ZONED),
    "a zone of 300,000 dates": calendar(
        zone("RDATE:" + ",".join(["20261201T090000"] * 300_000)), ZONED
    ),
    "10,000 zones": calendar(
        *(zone().replace("X/Y", f"X/{n}") for n in range(10_000)), ZONED
    ),
    "a zone that never changes": calendar(zone("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=31"), ZONED),
    "a zone used by thousands": calendar(
        zone("RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU", times=20),
        _bulk(entry("DTSTART;TZID=X/Y:20261201T090000", "DURATION:PT1H", uid="#"), 8_000),
    ),
    # sheets
    "row 1,000,000,000": accounts(workbook(f'<row r="1000000000">{cell("A1000000000")}</row>')),
    "row 1,000,000": accounts(
        workbook(f'<row r="1">{cell("A1")}</row><row r="1000000">{cell("A1000000")}</row>')
    ),
    "a row number of 100,000 digits": accounts(workbook(f'<row r="{_HUGE}">{cell("A1")}</row>')),
    "column XFD": accounts(workbook(f'<row r="1">{cell("A1")}{cell("XFD1")}</row>')),
    "column XFD in 60,000 rows": accounts(
        workbook("".join(f'<row r="{n}">{cell(f"XFD{n}")}</row>' for n in range(1, 60_001)))
    ),
    "column ZZZZZZZZ": accounts(workbook(f'<row r="1">{cell("ZZZZZZZZ1")}</row>')),
    "4 million cells in a row": accounts(workbook('<row r="1">' + "<c/>" * 4_000_000 + "</row>")),
    "4 million filled cells in a row": accounts(
        workbook('<row r="1">' + "<c><v>1</v></c>" * 4_000_000 + "</row>")
    ),
    "a thousand columns and rows": accounts(
        workbook(("<row>" + "<c><v>1</v></c>" * 1000 + "</row>") * 700)
    ),
    "a workbook that unpacks to 470 MB": accounts(
        workbook(b"<worksheet>" + b" " * 470_000_000 + b"</worksheet>")
    ),
    "shared texts of 300 MB": accounts(
        workbook(f'<row>{cell("A1")}</row>', strings="<si><t>" + "a" * 300_000_000 + "</t></si>")
    ),
    "600,000 shared texts": accounts(
        workbook(f'<row>{cell("A1")}</row>', strings="<si><t>a</t></si>" * 600_000)
    ),
    "a cell of 50 MB": accounts(
        workbook('<row><c t="inlineStr"><is><t>' + "a" * 50_000_000 + "</t></is></c></row>")
    ),
    "styles of 50 MB": accounts(
        workbook(f'<row>{cell("A1")}</row>',
                 styles=b"<styleSheet><cellXfs>" + b"<xf/>" * 9_000_000
                 + b"</cellXfs></styleSheet>")
    ),
    "elements within one another": accounts(workbook("<a>" * 1_000_000)),
    "laughing entities": accounts(
        workbook(
            b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
            b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><worksheet>&c;</worksheet>'
        )
    ),
    "100,000 parts": accounts(many_parts()),
    "formulas without values": accounts(
        workbook(("<row>" + "<c><f>1</f></c>" * 100 + "</row>") * 10_000)
    ),
    "a date of 400 digits": accounts(workbook(f'<row>{cell("A1", "9" * 400)}</row>')),
    "a number of 100,000 digits": accounts(workbook(f'<row>{cell("A1", _HUGE)}</row>')),
    # tables of text
    "a line of 29 MB": accounts("a" * 29_000_000),
    "ten million columns": accounts("a," * 10_000_000),
    "ten million headings": accounts("ab," * 9_000_000 + "\n"),
    "2,000 columns": accounts(",".join(f"h{n}" for n in range(2000)) + "\n"),
    "a quotation mark that is never closed": accounts(ROWS + 'A1,"' + "x\n" * 5_000_000),
    "a record of a million lines": accounts(ROWS + '"a\n",' * 2_000_000),
    "zero bytes": accounts("\0" * 20_000_000),
    "empty lines": accounts("\n" * 25_000_000),
    "spaces": accounts(" " * 25_000_000),
    "commas in every row": accounts(ROWS + ",,,,,,,,,x\n" * 1_000_000),
    "faults in every row": accounts(ROWS + "A,B,x,y\n" * 190_000),
    "one id in every row": accounts(ROWS + "A,B,42.03,-93.63\n" * 190_000),
    "ragged rows": accounts(ROWS + "a,b,c,d,e\n" * 190_000),
    "200,001 rows": accounts(ROWS + "A,B,1,2\n" * 200_001),
    "numbers of 100,000 digits": accounts(ROWS + f"A,B,{_HUGE},{_HUGE}\n" * 50),
    "a letter of four bytes in 25 MB": accounts("\U0001f600" + "a,b\n" * 6_000_000),
    "opening hours of 1 MB": accounts(
        ROWS.replace("\n", ",opening_hours\n") + "A,B,42.03,-93.63,Mo 09:00-10:00"
        + "; Mo 09:00-10:00" * 7_000 + "\n"
    ),
    "1,900 different opening hours": accounts(
        ROWS.replace("\n", ",opening_hours\n")
        + "".join(f"A{n},B,42.03,-93.63,week {n % 50 + 1} Mo 09:00-10:00"
                  + "; Mo 09:00-10:00" * 12 + "\n" for n in range(1_900))
    ),
    "hours of 300 letters": accounts(
        ROWS.replace("\n", ",opening_hours\n") + "A,B,42.03,-93.63,Mo 09:00-10:00"
        + "; Mo 09:00-10:00" * 17 + "\n"
    ),
    "nested opening hours": accounts(
        ROWS.replace("\n", ",opening_hours\n") + "A,B,42.03,-93.63," + "(" * 900 + "\n"
    ),
    "contradicting legs": lambda folder: check(
        write(folder, settings=WITH_MATRIX, travel_csv="from,to,minutes,km\n"
              + _bulk("A1,A2,#,1\n", 190_000))
    ),
    "wrong legs": lambda folder: check(
        write(folder, settings=WITH_MATRIX, travel_csv="from,to,minutes,km\n"
              + "A1,A2,x,y\n" * 190_000)
    ),
    "leads on the list twice": lambda folder: check(
        write(folder, leads_csv="account_id,added\n" + "A1,2026-11-01\n" * 190_000)
    ),
    # TOML
    "[[[[": settings("a = " + "[" * 500_000),
    "tables within one another": settings("a = " + "{a=" * 100_000),
    "a key of 200,000 parts": settings(".".join(["a"] * 200_000) + " = 1"),
    "a table of 200,000 parts": settings("[" + ".".join(["a"] * 200_000) + "]"),
    "hundreds of thousands of keys": settings(_bulk("k# = 1\n", 80_000)),
    "30,000 unknown keys": settings(SETTINGS + _bulk("k# = 1\n", 30_000)),
    "9,000 reps": settings(
        SETTINGS + _bulk('[[rep]]\nid = "x#"\nhome = [42.0, -93.0]\n', 9_000)
    ),
    "6,000 reps": settings(
        SETTINGS + _bulk('[[rep]]\nid = "x#"\nhome = [42.0, -93.0]\n', 6_000)
    ),
    "7,000 reps of one name": settings(
        SETTINGS + '[[rep]]\nid = "r1"\nhome = [42.0, -93.0]\n' * 7_000
    ),
    "9,000 quotas": settings(FRAME + '[[quota]]\ntiers = ["key"]\nmin_share = 0.1\n' * 9_000),
    "9,000 appointments": settings(
        SETTINGS + _bulk('[[pin]]\naccount = "X#"\nstart = "2026-12-08 10:00"\n', 9_000)
    ),
    "30,000 days off": settings(SETTINGS + "days_off = [" + "2026-12-01," * 30_000 + "]\n"),
    "an integer of 100,000 digits": settings(f"{SETTINGS}max_visits_per_day = {_HUGE}\n"),
    "a hexadecimal of 100,000 digits": settings(
        f"{SETTINGS}max_visits_per_day = 0x{'f' * 100_000}\n"
    ),
    "1e999999999": settings(f"{SETTINGS}[travel]\nspeed_kmh = 1e999999999\n"),
    "settings of 5 MB": settings(SETTINGS + "#" * 5_000_000),
    "hours of 900,000 letters": settings(
        f'{SETTINGS}hours = "Mo 09:00-10:00{"; Mo 09:00-10:00" * 60_000}"\n'
    ),
    "9,000 changes by hand": lambda folder: check(
        write(folder, **{"by-hand_toml": _bulk(REFUSED, 9_000)})
    ),
    "an overlay of 5 MB": command("whatif", "o.toml", "#" * 5_000_000, "DIR", "FILE"),
    "an overlay of 30,000 keys": command("whatif", "o.toml", _bulk("k# = 1\n", 30_000),
                                         "DIR", "FILE", "--work", "1"),
    "a list operation of 9,000": command(
        "whatif", "o.toml", _bulk('[[change]]\nwhere = {account_id = "X#"}\nset = {tier = "key"}\n',
                                  6_000), "DIR", "FILE", "--work", "1"),
    "a sweep of a billion points": command("sweep", "o.toml", "", "DIR",
                                           "leads.max_active=0:1000000000:1", "--work", "1"),
    "a sweep of tiny steps": command("sweep", "o.toml", "", "DIR",
                                     "quota.key=0:1:0.0000000001", "--work", "1"),
    # JSON
    "a plan of [[[[": plan("[" * 1_000_000),
    "a plan within itself": plan('{"a":' * 100_000),
    "a plan of 29 MB of lists": plan('{"visits": [' + "[]," * 9_000_000 + "[]]}"),
    "a plan of 9 million numbers": plan('{"visits": [' + "1," * 9_000_000 + "1]}"),
    "a plan of 49,000 faults": plan('{"visits": [' + "{}," * 49_000 + "{}]}"),
    "a plan with a number of 100,000 digits": plan(f'{{"seed": {_HUGE}}}'),
    "a plan of 40 MB": plan('"' + "a" * 40_000_000 + '"'),
    "a problem of [[[[": problem("[" * 1_000_000),
    "a problem of 9 million numbers": problem('{"travel": [' + "1," * 9_000_000 + "1]}"),
    "a problem with one long text": problem(
        json.dumps({"travel": [["a" * 1_000_000, *[""] * 999]] * 2})
    ),
    "a problem of 290,000 faults": problem(
        '{"travel": [[0]], "duties": [' + "{}," * 290_000 + '{}], "clients": []}'
    ),
    "a problem with a number of 100,000 digits": problem(f'{{"travel": [[{_HUGE}]]}}'),
    # no regular files
    "a pipe": special(os.mkfifo),
    "a device": special(lambda path: path.symlink_to("/dev/zero")),
    "a folder": special(Path.mkdir),
    "a link to itself": special(lambda path: path.symlink_to(path)),
    "5 GB": special(large),
    "a calendar that is a pipe": special(os.mkfifo, "r1.ics"),
    "a calendar that is a device": special(lambda path: path.symlink_to("/dev/urandom"), "r1.ics"),
    "settings that are a pipe": special(os.mkfifo, "territory.toml"),
    "settings that are a device": special(lambda path: path.symlink_to("/dev/zero"),
                                          "territory.toml"),
}  # fmt: skip
