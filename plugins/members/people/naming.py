"""Names as they are borne along the Mekong: how often each is written in names.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from random import Random


@dataclass(frozen=True)
class Weighted:
    """Words with how often they are borne; drawn as often."""

    words: tuple[str, ...]
    upto: tuple[float, ...]

    def draw(self, chance: Random) -> str:
        """One of the words."""
        return chance.choices(self.words, cum_weights=self.upto)[0]


def invented_full_name(chance: Random, sex: str) -> str:
    """A full name ("Nguyễn Thị Ngọc Lan") of somebody of a sex ("female", "male")."""
    names = _names()
    parts = (names["families"], names[f"{sex}_middles"], names[f"{sex}_given"])
    return " ".join(part.draw(chance) for part in parts)


@lru_cache(maxsize=1)
def _names() -> Mapping[str, Weighted]:
    text = Path(__file__).with_name("names.json").read_text(encoding="utf-8")
    return {
        part: Weighted(tuple(words), tuple(accumulate(words.values())))
        for part, words in json.loads(text).items()
    }
