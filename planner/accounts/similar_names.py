"""How alike the titles of past events and the names of accounts are.

All pairs are compared as long as there are few. The pairs of a large list and a long history are
billions, so there a title is compared only with the names that share its rarest words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

UNSURE = 0.6
"""Likeness below which a name says nothing."""
NAMED = 0.97
"""Most that a name alone can say: two accounts may share it."""
MOST_PAIRS = 2_000_000
"""Pairs of titles and names of which all are compared."""
MOST_CANDIDATES = 50
"""Names that a title is compared with where there are more pairs."""
_PAIRS_AT_ONCE = 500_000


class SimilarNames:
    """The names of all accounts, as words that tell them apart.

    Parameters
    ----------
    names : sequence of str
        Words in small letters, parted by spaces.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._names = names
        self._having: dict[str, list[int]] = defaultdict(list)
        for n, name in enumerate(names):
            for word in dict.fromkeys(name.split()):
                self._having[word].append(n)

    def likeness(self, texts: Sequence[str]) -> Iterator[tuple[str, dict[int, float]]]:
        """Every title with the names that are like it, by their place: 0.6 to 0.97."""
        if not self._names:
            return
        if len(texts) * len(self._names) > MOST_PAIRS:
            for text in texts:
                places = self.candidates(text)
                row = _likeness([text], [self._names[n] for n in places])[0]
                yield text, {n: float(v) for n, v in zip(places, row, strict=True) if v >= UNSURE}
            return
        step = max(1, _PAIRS_AT_ONCE // len(self._names))
        for start in range(0, len(texts), step):
            part = texts[start : start + step]
            for text, row in zip(part, _likeness(part, self._names), strict=True):
                yield text, {int(n): float(row[n]) for n in np.flatnonzero(row >= UNSURE)}

    def candidates(self, text: str) -> list[int]:
        """Names that share most of a title's rarest words, the first of equal ones."""
        shared: Counter[int] = Counter()
        words = {word for word in text.split() if word in self._having}
        for word in sorted(words, key=lambda word: (len(self._having[word]), word)):
            having = self._having[word]
            if shared and len(shared) + len(having) > _MOST_SHARING:
                break
            shared.update(dict.fromkeys(having[:_MOST_SHARING], 1))
        best = sorted(shared, key=lambda n: (-shared[n], n))
        return sorted(best[:MOST_CANDIDATES])


_MOST_SHARING = 20 * MOST_CANDIDATES


def _likeness(texts: Sequence[str], names: Sequence[str]) -> NDArray[np.float64]:
    """Likeness of titles (rows) to names (columns), 0 to 1."""

    def ratio(scorer: Any, at_least: float) -> NDArray[np.float64]:
        found = process.cdist(
            texts, names, scorer=scorer, dtype=np.float32, score_cutoff=100 * at_least
        )
        return np.asarray(found, dtype=np.float64) / 100

    ordered = ratio(fuzz.token_sort_ratio, UNSURE)
    lengths = np.array([len(text) for text in texts])[:, None]
    named = np.array([len(name) for name in names])[None, :]
    # A name of one short word is found in many titles by chance.
    whole = np.where((lengths >= named) & (named >= 5), ratio(fuzz.partial_ratio, UNSURE), 0.0)
    shared = ratio(fuzz.token_set_ratio, 0.9)
    hint = np.where((shared >= 0.9) & (np.minimum(lengths, named) >= 4), 0.75 * shared, 0.0)
    likeness: NDArray[np.float64] = np.maximum(NAMED * np.maximum(ordered, whole), hint)
    return likeness
