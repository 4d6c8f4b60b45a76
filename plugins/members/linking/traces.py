"""The trace of an enrolment: keyed hashes of what it says, by which alike ones are found.

A trace is made where the row may be read, and is all that is read where rows of several spaces are
compared. Nobody without the key finds a name from it; with many traces the commonest hash is
still that of the commonest name, so traces are kept as closely as the enrolments themselves.
Plain in it are the year of birth, the sex and the area, which enrolments show above anyway.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

from portal.text import clean, fold, tone_canonical

WORD = re.compile(r"[^\W_]+")
SOUNDS = (
    # what is heard alike in the south, written as one; in this order
    *((re.compile(r"^tr"), "ch"), (re.compile(r"^s"), "x"), (re.compile(r"^gi(?=[aeiouy])"), "d")),
    *((re.compile(r"^v"), "d"), (re.compile(r"^r"), "g"), (re.compile(r"ng$"), "n")),
    *((re.compile(r"t$"), "c"), (re.compile(r"y"), "i")),
)
LONG = 4
"""Of a name with so many words one in the middle may have been left out."""


@dataclass(frozen=True)
class Written:
    """What an enrolment says of a person: the input of a trace; `born` is the full date."""

    name: str
    born: dt.date | None = None
    year: int | None = None
    sex: str | None = None
    area: Hashable = None
    wider: Hashable = None
    citizen_id: str | None = None


@dataclass(frozen=True, slots=True)
class Trace:
    """What is left of an enrolment for comparing; `ref` and `space` say where it is kept.

    `whole` is the folded name, `words` its words by their place (the given name first, the family
    name last), `near` what the name is like but for one word, `marked` the name with its
    diacritics if it has any. `wider` is the commune of `area`. Without a space nobody knows whether
    two rows stand in one list.
    """

    ref: Hashable
    space: Hashable
    whole: int
    words: tuple[int, ...]
    near: frozenset[int]
    marked: int | None = None
    citizen: int | None = None
    born: int | None = None
    year: int | None = None
    sex: str | None = None
    area: Hashable = None
    wider: Hashable = None


class Tracer:
    """Makes traces under one key, which stays here."""

    def __init__(self, secret: bytes) -> None:
        self._secret = blake2b(secret, digest_size=64).digest()
        self._begun = lru_cache(maxsize=32)(self._begin)
        self._words = lru_cache(maxsize=5_000)(self._hash)

    def trace(self, ref: Hashable, space: Hashable, written: Written) -> Trace:
        """The trace of one enrolment."""
        words = WORD.findall(fold(written.name))
        return Trace(
            ref=ref,
            space=space,
            whole=self._hash("whole", " ".join(words)),
            words=tuple(self._words(place, word) for place, word in _placed(words)),
            near=frozenset(self._hashes("whole", near_names(words))),
            marked=self._marked(written.name, words),
            citizen=self._optional("citizen", written.citizen_id),
            born=self._optional("born", written.born.isoformat() if written.born else None),
            year=written.born.year if written.born else written.year,
            sex=written.sex,
            area=written.area,
            wider=written.wider,
        )

    def _marked(self, name: str, words: list[str]) -> int | None:
        exact = " ".join(WORD.findall(tone_canonical(clean(name)).lower()))
        return None if exact == " ".join(words) else self._hash("marked", exact)

    def _optional(self, purpose: str, text: str | None) -> int | None:
        return self._hash(purpose, text) if text else None

    def _hash(self, purpose: str, text: str) -> int:
        return next(self._hashes(purpose, (text,)))

    def _hashes(self, purpose: str, texts: Iterable[str]) -> Iterator[int]:
        """64 bits of each with a sign, as a bigint of the database holds them."""
        # To begin anew with a key takes longer than to copy what begins with it.
        begun = self._begun(purpose)
        for text in texts:
            made = begun.copy()
            made.update(text.encode())
            yield int.from_bytes(made.digest(), "big", signed=True)

    def _begin(self, purpose: str) -> blake2b:
        return blake2b(key=self._secret, person=purpose.encode(), digest_size=8)


def near_names(words: list[str]) -> set[str]:
    """The names that a folded name is near: two names with one in common differ in one word.

    In one of its letters, that is (changed, dropped or doubled), in what sounds alike in the
    south, or in a word left out of the middle of a long name.
    """
    names = {" ".join(map(heard, words))}
    for at, word in enumerate(words):
        before, after = words[:at], words[at + 1 :]
        names.update(" ".join([*before, form, *after]) for form in _shortened(word))
        if len(words) >= LONG and 0 < at < len(words) - 1:
            names.add(" ".join([*before, *after]))
    names.add(" ".join(words))
    return names


@lru_cache(maxsize=20_000)
def heard(word: str) -> str:
    """A folded word as it sounds in the south: "truyt" and "chuic" are both "chuic"."""
    for pattern, sound in SOUNDS:
        word = pattern.sub(sound, word)
    return word


def _shortened(word: str) -> Iterator[str]:
    if len(word) > 1:
        for at in range(len(word)):
            yield word[:at] + word[at + 1 :]


def _placed(words: list[str]) -> Iterator[tuple[str, str]]:
    """Each word with its place: counted from the end, and the family name by itself."""
    for place, word in enumerate(reversed(words)):
        yield ("family" if place and place == len(words) - 1 else f"word {place}"), word
