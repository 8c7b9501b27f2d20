"""Arithmetic of spans of a day."""

from __future__ import annotations

from collections.abc import Iterable

from planner.accounts.hours import merged
from planner.domain import Span


def clipped(spans: Iterable[Span], limits: Span) -> tuple[Span, ...]:
    """Parts of spans that lie within limits."""
    return tuple(
        Span(max(span.start, limits.start), min(span.end, limits.end))
        for span in spans
        if span.start < limits.end and limits.start < span.end
    )


def gaps(spans: Iterable[Span], limits: Span) -> tuple[Span, ...]:
    """Parts of the limits that no span covers."""
    edges = [limits.start]
    for span in merged(clipped(spans, limits)):
        edges += [span.start, span.end]
    edges.append(limits.end)
    return tuple(
        Span(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if start < end
    )
