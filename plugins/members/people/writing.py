"""How enrolments come to paper: without marks, with a year only, misspelt."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random

from portal.text import fold

from .making import Invented, Place

LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
SWAPS = (
    # what is heard alike in the south, at the beginning and at the end of a syllable
    *((("tr", "ch"), True), (("s", "x"), True), (("v", "d"), True), (("gi", "d"), True)),
    *((("r", "g"), True), (("ng", "n"), False), (("t", "c"), False), (("i", "y"), False)),
)
TONES = ("\u0309", "\u0303")
"""Hỏi and ngã, which sound alike in the south."""


@dataclass(frozen=True)
class Noise:
    """The share of enrolments to which each happens, independently of the others."""

    no_citizen_id: float = 0.0
    unmarked: float = 0.0
    decomposed: float = 0.0
    year_only: float = 0.0
    misspelt: float = 0.0


BENCH = Noise(no_citizen_id=0.30, unmarked=0.25, decomposed=0.10, year_only=0.15, misspelt=0.05)


@dataclass(frozen=True)
class Enrolment:
    """An enrolment as somebody wrote it down; `person` is the number of whose it is."""

    person: int
    line: str
    place: Place
    name: str
    birth: str
    sex: str
    citizen_id: str | None


def enrolments_of(invented: Iterable[Invented]) -> Iterator[tuple[Invented, str]]:
    """Each person once for each of the organizations they joined."""
    return ((person, line) for person in invented for line in person.lines)


def as_written(invented: Iterable[Invented], seed: int | str, noise: Noise) -> list[Enrolment]:
    """The enrolments of people with the noise of those who wrote them, in no order."""
    chance = Random(f"writing {seed}")
    written = [_written(chance, person, line, noise) for person, line in enrolments_of(invented)]
    chance.shuffle(written)
    return written


def _written(chance: Random, person: Invented, line: str, noise: Noise) -> Enrolment:
    name = person.name
    if chance.random() < noise.misspelt:
        name = misspelt(chance, name)
    if chance.random() < noise.unmarked:
        name = unmarked(name)
    if chance.random() < noise.decomposed:
        name = unicodedata.normalize("NFD", name)
    year_only = chance.random() < noise.year_only
    return Enrolment(
        person=person.number,
        line=line,
        place=person.place,
        name=name,
        birth=f"{person.birth_date:%Y}" if year_only else f"{person.birth_date:%d/%m/%Y}",
        sex=person.sex,
        citizen_id=None if chance.random() < noise.no_citizen_id else person.citizen_id,
    )


def unmarked(name: str) -> str:
    """The name as it is typed without diacritics ("Nguyen Thi Anh")."""
    return fold(name).title()


def misspelt(chance: Random, name: str) -> str:
    """The name with one letter changed, dropped or doubled, or with a southern confusion."""
    for _try in range(20):
        wrong = chance.choice((_changed, _dropped, _doubled, _southern))(chance, name)
        if wrong != name and "" not in wrong.split(" "):
            return wrong
    return _doubled(chance, name)


def _changed(chance: Random, name: str) -> str:
    at = _letter(chance, name)
    other = chance.choice(LETTERS)
    return name[:at] + (other.upper() if name[at].isupper() else other) + name[at + 1 :]


def _dropped(chance: Random, name: str) -> str:
    at = _letter(chance, name)
    return name[:at] + name[at + 1 :]


def _doubled(chance: Random, name: str) -> str:
    at = _letter(chance, name)
    return name[:at] + name[at] + name[at].lower() + name[at + 1 :]


def _southern(chance: Random, name: str) -> str:
    words = name.split(" ")
    at = chance.randrange(len(words))
    heard = [other for other in _heard_alike(words[at]) if other != words[at]]
    if heard:
        words[at] = chance.choice(heard)
    return " ".join(words)


def _heard_alike(word: str) -> Iterator[str]:
    decomposed = unicodedata.normalize("NFD", word)
    for mark, other in (TONES, TONES[::-1]):
        if mark in decomposed:
            yield unicodedata.normalize("NFC", decomposed.replace(mark, other))
    for pair, first in SWAPS:
        for one, other in (pair, pair[::-1]):
            if first and word.lower().startswith(one):
                yield (other.capitalize() if word[0].isupper() else other) + word[len(one) :]
            elif not first and word.lower().endswith(one) and len(word) > len(one):
                yield word[: -len(one)] + other


def _letter(chance: Random, name: str) -> int:
    return chance.choice([at for at, letter in enumerate(name) if letter.isalpha()])
