"""A person's table with one cell changed: that cell reads back, and nothing else is different."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from planner.domain import BadInput
from planner.files.edited import ORIGINALS, edit_notes, edited, kept_original
from planner.files.sheets import workbook
from planner.files.tables import Table, parse_table

ROOMS = Path(__file__).parents[2] / "planner"
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "cp1252")


def with_text(table: Table, row: int, column: int, text: str) -> Table:
    """The table with another text in a cell."""
    rows = {number: list(cells) for number, cells in table.rows}
    rows[row][column] = text
    return replace(table, rows=tuple((n, tuple(cells)) for n, cells in rows.items()))


# No sign that any of the encodings lacks, or that the reader takes for the end of a line.
CELLS = st.text(st.sampled_from("aZ 0,;\t\"'=-+é€\n"), max_size=6)


@given(
    st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=4),
    st.sampled_from(",;\t"),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(ENCODINGS),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.booleans(),
    CELLS,
    st.data(),
)
def test_one_cell_of_a_text_changes_and_no_other_byte(
    rows: list[list[str]], delimiter: str, ending: str, encoding: str, quoting: int, ended: bool,
    new: str, data: st.DataObject,
) -> None:  # fmt: skip
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator=ending, quoting=quoting)  # type: ignore[arg-type] # one of csv's constants
    writer.writerows([["account_id", "name", "notes"], *rows])
    text = out.getvalue() if ended else out.getvalue().removesuffix(ending)
    content = text.encode(encoding)
    table = parse_table(content, "a.csv")
    assume(table.rows and not any(finding.fatal for finding in table.findings))
    row, before = data.draw(st.sampled_from(table.rows))
    column = data.draw(st.integers(0, 2))
    wanted = with_text(table, row, column, new.strip())
    assume(any(dict(wanted.rows)[row]))
    made = edited(content, wanted)
    assert parse_table(made, "a.csv").rows == wanted.rows
    if before[column] == new.strip():
        assert made == content
        return
    old_text, new_text = content.decode(encoding), made.decode(encoding)
    start = 0
    while start < min(len(old_text), len(new_text)) and old_text[start] == new_text[start]:
        start += 1
    end = 0
    while (
        end < min(len(old_text), len(new_text)) - start and old_text[-1 - end] == new_text[-1 - end]
    ):
        end += 1
    changed = old_text[start : len(old_text) - end]
    assert len(changed) <= len(before[column]) * 2 + 12  # within the cell, quotes and spaces too
    assert made.startswith(content[:2]) or start < 2


def test_quotes_line_ends_and_what_lies_around_stay() -> None:
    content = (
        b'sep=;\r\naccount_id;"name";notes\r\n\r\nA;"Bakery; old"; x \nB;"He said ""hi""";\r\n'
    )
    table = parse_table(content, "a.csv")
    made = edited(content, with_text(table, 5, 2, "new"))
    assert made == content.replace(b'""";\r\n', b'""";new\r\n')
    made = edited(content, with_text(table, 5, 1, "plain"))
    assert made == content.replace(b'"He said ""hi"""', b'"plain"')


def test_rows_and_columns_come_in_the_style_of_the_file() -> None:
    content = "\ufeffaccount_id;name\r\nA;Bäckerei\r\nB;x".encode()
    table = parse_table(content, "a.csv")
    longer = replace(
        table,
        headings=(*table.headings, "tier"),
        rows=((2, ("A", "Bäckerei", "key")), (3, ("B", "x", "")), (4, ("new-1", "", "a;b"))),
    )
    assert edited(content, longer) == (
        '\ufeffaccount_id;name;tier\r\nA;Bäckerei;key\r\nB;x\r\nnew-1;;"a;b"'.encode()
    )
    fewer = replace(table, rows=table.rows[1:])
    assert edited(content, fewer) == "\ufeffaccount_id;name\r\nB;x".encode()


def test_a_sign_that_the_encoding_lacks_is_refused_in_words() -> None:
    content = "account_id,name\nA,Café\n".encode("cp1252")
    table = parse_table(content, "a.csv")
    with pytest.raises(BadInput, match="Windows-1252, which has no"):
        edited(content, with_text(table, 2, 1, "Łódź"))


def rich_workbook() -> bytes:
    """A workbook with all that people put into one."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["account_id", "name", "revenue_per_year", "margin", "last_visit"])
    sheet.append([1001, "Bakery", 1200.5, "=C2*0.3", None])
    sheet.append(["A2", "Hardware & Söhne", 900, "=C3*0.3", None])
    sheet["E2"].number_format = sheet["E3"].number_format = "yyyy-mm-dd"
    sheet["A1"].font = Font(bold=True)
    sheet["E1"].fill = PatternFill("solid", fgColor="00FFAA00")
    sheet["B2"].comment = Comment("call first", "me")
    sheet.column_dimensions["B"].width = 33
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = "A1:E3"
    choice = DataValidation(type="list", formula1='"a,b"')
    sheet.add_data_validation(choice)
    choice.add("B2:B9")
    sheet.conditional_formatting.add("C2:C9", Rule(type="expression", formula=["C2<1000"]))
    sheet.merge_cells("G5:H6")
    notes = book.create_sheet("Notes")
    notes["C3"] = "=SUM(Sheet!C2:C3)"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=1, max_row=3))
    notes.add_chart(chart, "E5")
    book.defined_names["all"] = DefinedName("all", attr_text="Sheet!$A$1:$E$3")
    out = io.BytesIO()
    book.save(out)
    return with_results(out.getvalue())


def with_results(content: bytes) -> bytes:
    """The workbook as Excel saves it: formulas of the first sheet have results."""
    return with_part(
        content,
        "xl/worksheets/sheet1.xml",
        lambda xml: re.sub(rb"</f><v ?/?>(</v>)?", b"</f><v>360</v>", xml),
    )


def with_part(content: bytes, name: str, change: object) -> bytes:
    """A workbook with another part; a part that is not there is added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as parts, zipfile.ZipFile(out, "w") as made:
        for part in parts.namelist():
            read = parts.read(part)
            made.writestr(part, change(read) if part == name else read)  # type: ignore[operator] # bytes to bytes
        if name not in parts.namelist():
            made.writestr(name, b"")
    return out.getvalue()


def test_one_cell_of_a_workbook_changes_and_no_other_part() -> None:
    content = rich_workbook()
    table = parse_table(content, "a.xlsx")
    made = edited(content, with_text(table, 3, 1, "Hardware <new>"))
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(io.BytesIO(made)) as new:
        assert old.namelist() == new.namelist()
        differ = [name for name in old.namelist() if old.read(name) != new.read(name)]
        assert differ == ["xl/worksheets/sheet1.xml", "xl/workbook.xml"]
        before = old.read("xl/worksheets/sheet1.xml")
        after = new.read("xl/worksheets/sheet1.xml")
    cell = re.compile(rb'<c r="B3".*?</c>')
    assert cell.sub(b"", before) == cell.sub(b"", after)
    assert b'fullCalcOnLoad="1"' in zipfile.ZipFile(io.BytesIO(made)).read("xl/workbook.xml")
    sheet = openpyxl.load_workbook(io.BytesIO(made)).worksheets[0]
    assert sheet["B3"].value == "Hardware <new>"
    assert sheet["D3"].value == "=C3*0.3"
    assert parse_table(made, "a.xlsx").rows[1][1][3] == "360"  # its last result is still known
    again = edited(made, with_text(parse_table(made, "a.xlsx"), 2, 1, "Bakery 2"))
    assert [cells[1] for _, cells in parse_table(again, "a.xlsx").rows] == [
        "Bakery 2", "Hardware <new>",
    ]  # fmt: skip


def test_a_text_that_excel_would_read_differently_is_refused() -> None:
    content = rich_workbook()
    for text in ("_x0041_", "a\x01b"):
        with pytest.raises(BadInput, match="the file stays as it is"):
            edited(content, with_text(parse_table(content, "a.xlsx"), 3, 1, text))


def test_numbers_stay_numbers_and_days_days() -> None:
    content = rich_workbook()
    table = parse_table(content, "a.xlsx")
    table = with_text(with_text(table, 2, 2, "1300.25"), 2, 4, "2026-11-30")
    sheet = openpyxl.load_workbook(io.BytesIO(edited(content, table))).worksheets[0]
    assert sheet["C2"].value == 1300.25
    assert sheet["E2"].is_date
    assert f"{sheet['E2'].value:%Y-%m-%d}" == "2026-11-30"


def test_rows_and_columns_of_a_workbook() -> None:
    content = rich_workbook()
    table = parse_table(content, "a.xlsx")
    longer = replace(
        table,
        headings=(*table.headings, "tier"),
        rows=(
            *((number, (*cells, "key")) for number, cells in table.rows),
            (4, ("new-1", "=1+1", "7", "", "", "lead")),
        ),
    )
    made = edited(content, longer)
    sheet = openpyxl.load_workbook(io.BytesIO(made)).worksheets[0]
    assert [cell.value for cell in sheet[4]][:6] == ["new-1", "=1+1", 7, None, None, "lead"]
    assert sheet["B4"].data_type == "s"
    assert sheet["F1"].fill.fgColor.rgb == "00FFAA00"  # as the heading before it
    only = parse_table(made, "a.xlsx")
    fewer = edited(made, replace(only, rows=only.rows[:2]))
    assert len(parse_table(fewer, "a.xlsx").rows) == 2


def test_formulas_and_signatures_are_not_written_over() -> None:
    content = rich_workbook()
    table = parse_table(content, "a.xlsx")
    with pytest.raises(BadInput, match="Cell D2 holds a formula"):
        edited(content, with_text(table, 2, 3, "5"))
    with pytest.raises(BadInput, match="holds a formula"):
        edited(content, replace(table, rows=table.rows[1:]))
    signed = with_part(content, "_xmlsignatures/sig1.xml", None)
    with pytest.raises(BadInput, match="signed"):
        edited(signed, with_text(table, 2, 1, "x"))


def test_sheets_whose_elements_have_prefixes_and_no_places() -> None:
    """As other programs write them: ``<x:c>`` for ``<c>``, and no ``r`` at rows and cells."""
    book = openpyxl.Workbook()
    for row in (["account_id", "name"], ["A", None], ["B", "y"]):
        book.worksheets[0].append(row)
    out = io.BytesIO()
    book.save(out)

    def otherwise(xml: bytes) -> bytes:
        bare = re.sub(rb'<(row|c) r="[A-Z]*\d+"', rb"<\1", xml).replace(b' spans="1:2"', b"")
        named = re.sub(rb"<(/?)(\w)", rb"<\1x:\2", bare)
        return named.replace(b"xmlns=", b"xmlns:x=")

    content = with_part(out.getvalue(), "xl/worksheets/sheet1.xml", otherwise)
    table = parse_table(content, "a.xlsx")
    made = edited(content, with_text(with_text(table, 2, 1, "new"), 3, 0, "C"))
    assert [cells for _, cells in parse_table(made, "a.xlsx").rows] == [("A", "new"), ("C", "y")]


def test_the_original_is_kept_once(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"first")
    kept = kept_original(tmp_path, "a.csv")
    assert kept == {f"{ORIGINALS}/a.csv": b"first"}
    assert edit_notes("a.csv", b"", kept) == ("a.csv as it was before is kept as originals/a.csv.",)
    (tmp_path / ORIGINALS).mkdir()
    (tmp_path / ORIGINALS / "a.csv").write_bytes(b"first")
    (tmp_path / "a.csv").write_bytes(b"second")
    assert kept_original(tmp_path, "a.csv") == {}
    assert kept_original(tmp_path, "none.csv") == {}


def test_tables_are_written_in_one_place() -> None:
    """Nothing but `planner.files` writes CSV or workbooks, so that no cell is a formula."""
    writes = re.compile(r"csv\.(writer|DictWriter)|table\.to_(csv|excel)\(|openpyxl\.Workbook\(")
    found = {
        path.relative_to(ROOMS).as_posix()
        for path in ROOMS.rglob("*.py")
        if writes.search(path.read_text(encoding="utf-8"))
    }
    assert found == {"files/sheets.py", "files/edited_text.py"}


def test_what_the_sheet_says_of_itself_stays_true() -> None:
    """No span of columns that is too short, no old value's metadata, formulas computed anew."""
    content = rich_workbook()

    def of_excel(xml: bytes) -> bytes:
        rows = re.sub(rb'<row r="(\d+)"', rb'<row r="\1" spans="1:5"', xml)
        return rows.replace(b'<c r="B2"', b'<c r="B2" vm="1" cm="1"')

    content = with_part(content, "xl/worksheets/sheet1.xml", of_excel)
    bare = with_part(content, "xl/workbook.xml", lambda xml: re.sub(rb"<calcPr[^>]*>", b"", xml))
    table = parse_table(bare, "a.xlsx")
    wider = with_text(
        replace(
            table,
            headings=(*table.headings, "tier"),
            rows=tuple((n, (*cells, "")) for n, cells in table.rows),
        ),
        2, 1, "line\r\nbreak",
    )  # fmt: skip
    made = edited(bare, wider)
    assert dict(parse_table(made, "a.xlsx").rows)[2][1] == "line\r\nbreak"
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml")
        book = parts.read("xl/workbook.xml")
    assert b'<row r="1">' in sheet
    assert b'<row r="2" spans="1:5">' in sheet
    assert b"vm=" not in sheet
    assert b'</definedNames><calcPr fullCalcOnLoad="1"/>' in book
    assert openpyxl.load_workbook(io.BytesIO(made)).calculation.fullCalcOnLoad
    with pytest.raises(BadInput, match="longer than a cell"):
        edited(content, with_text(table, 2, 1, "x" * 40_000))


def test_a_workbook_without_formulas_keeps_its_part_of_calculation() -> None:
    content = workbook({"accounts": [["account_id", "name"], ["A", "x"]]})
    made = edited(content, with_text(parse_table(content, "a.xlsx"), 2, 1, "y"))
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(io.BytesIO(made)) as new:
        differing = [n for n in old.namelist() if old.read(n) != new.read(n)]
    assert differing == ["xl/worksheets/sheet1.xml"]
