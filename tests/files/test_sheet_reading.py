"""The sheet that is read piece by piece holds what openpyxl reads of it."""

from __future__ import annotations

import io
from datetime import date, datetime, time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from planner.files.sheet_reading import sheet_rows

TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), min_size=1, max_size=12
).filter(lambda text: not text.startswith("="))
VALUES = (
    st.none()
    | st.booleans()
    | st.integers(-(10**14), 10**14)
    | st.floats(-1e12, 1e12, allow_nan=False)
    | st.datetimes(datetime(1950, 1, 1), datetime(2099, 1, 1)).map(  # noqa: DTZ001 - as Excel's
        lambda moment: moment.replace(microsecond=0)
    )
    | st.dates(date(1950, 1, 1), date(2099, 1, 1))
    | st.times().map(lambda at: at.replace(microsecond=0))
    | TEXT
)


@settings(
    max_examples=40, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)  # fmt: skip
@given(
    cells=st.dictionaries(st.tuples(st.integers(1, 30), st.integers(1, 12)), VALUES, max_size=40)
)
def test_rows_are_those_that_openpyxl_reads(
    cells: dict[tuple[int, int], bool | int | float | datetime | date | time | str | None],
) -> None:
    book = Workbook()
    for (row, column), value in cells.items():
        book.worksheets[0].cell(row, column, value)
    stream = io.BytesIO()
    book.save(stream)
    read = load_workbook(io.BytesIO(stream.getvalue()), data_only=True).worksheets[0]
    expected = {
        (cell.row, cell.column): cell.value
        for row in read.iter_rows()
        for cell in row
        if cell.value is not None
    }
    found = {
        (row.number, column): value
        for row in sheet_rows(stream.getvalue(), "x.xlsx")
        for column, value in enumerate(row.cells, start=1)
        if value is not None
    }
    assert found == expected
