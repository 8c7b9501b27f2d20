"""Charts in letters and as SVG."""

from __future__ import annotations

from xml.etree import ElementTree

from planner.reports.charts import Chart, as_svg, in_letters

RISING = Chart(
    title="Sales <b>",
    line=[(0, 0), (5, 80), (10, 100)],
    marks=[(5, 80, "now & here")],
    x_title="visits",
)


def test_letters_rise_from_the_corner() -> None:
    lines = in_letters(RISING, columns=20, rows=10)
    grid = [line.split("|")[1] for line in lines if "|" in line]
    assert grid[-1].startswith("*")
    assert grid[0].endswith("*")
    assert "a" in grid[2]
    assert lines[-1].strip() == "a now & here"
    assert max(len(line) for line in lines[1:-2]) <= 26


def test_svg_is_well_formed_and_escaped() -> None:
    root = ElementTree.fromstring(as_svg(RISING))
    texts = [element.text for element in root.iter() if element.text]
    assert "Sales <b>" in texts
    assert "now & here" in texts


def test_an_empty_chart_is_drawn() -> None:
    empty = Chart(title="Nothing", line=[])
    assert in_letters(empty)
    ElementTree.fromstring(as_svg(empty))
