"""Sort keys for Vietnamese: stored in a column, compared byte by byte (COLLATE "C").

The embedded PostgreSQL has no ICU, so the order is made here. Letters follow the Vietnamese
alphabet with f j w z at their Latin places; tones follow ngang, huyền, hỏi, ngã, sắc, nặng
(the order of the Unicode CLDR for `vi`). Texts are compared word by word, in each word first
the letters and then the tone, so that a space sorts before any letter.

A key is plain ASCII. Its characters, in rising order: the space between words, digits (numbers
and tones), the letters A-Z and a-g (one for each letter of the alphabet), and "~" with a code
point for letters of other scripts.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

from portal.text.cleaning import clean

ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = "\u0300\u0309\u0303\u0301\u0323"  # huyền, hỏi, ngã, sắc, nặng; ngang has no mark

_CODES = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg"
_LETTER_CODE = dict(zip(ALPHABET, _CODES, strict=True)) | {"ð": _CODES[ALPHABET.index("đ")]}
_SHAPES = "\u0302\u0306\u031b"  # the circumflex, breve and horn are part of the letter
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_NICKNAME = re.compile(r"\([^()]*\)")


def _letters_and_tones(word: str) -> Iterator[tuple[str, str]]:
    """Split a word into letters of the alphabet (or any others), each with its tone or ''."""
    for char in unicodedata.normalize("NFC", word):
        decomposed = unicodedata.normalize("NFD", char)
        base, marks = decomposed[0], decomposed[1:]
        shape = "".join(mark for mark in marks if mark in _SHAPES)
        letter = unicodedata.normalize("NFC", base + shape)
        yield (
            letter if letter in _LETTER_CODE else base,
            "".join(mark for mark in marks if mark in TONES),
        )


def _letter_code(letter: str) -> str:
    return _LETTER_CODE.get(letter) or f"~{ord(letter):06x}"


def _word_key(word: str) -> str:
    codes, tones = "", ""
    for letter, marks in _letters_and_tones(word.lower()):
        if unicodedata.combining(letter):
            continue
        codes += _letter_code(letter)
        tones += "".join(str(TONES.index(mark) + 1) for mark in marks)
    return codes + (tones or "0")


def _number_key(digits: str) -> str:
    """Put the count of digits first, so that 2 comes before 10."""
    plain = str(int(digits[:90]))
    return f"{len(plain):02d}{plain}"


def _keys(text: str) -> list[str]:
    tokens: Iterable[str] = _TOKEN.findall(re.sub("['’ʼ]", "", text))
    return [_number_key(token) if token.isdecimal() else _word_key(token) for token in tokens]


@lru_cache(maxsize=4096)
def text_key(text: str) -> str:
    """Key that sorts titles and names of units; numbers by value ("Ấp 2" before "Ấp 10").

    Texts that differ only in capitals, punctuation, spacing or the place of a tone share a
    key: end the ORDER BY with the id. A text without letters and digits has the key ''.
    """
    return " ".join(_keys(clean(text)))


def name_key(full_name: str) -> str:
    """Key that sorts personal names as Vietnamese lists do: given name, family, middle names.

    The last word is the given name, the first the family name; a nickname in brackets
    ("Nguyễn Văn Tốt (Ba Tốt)") only decides between equal names. Equal keys as in text_key.
    """
    nicknames = " ".join(_NICKNAME.findall(full_name))
    words = clean(_NICKNAME.sub(" ", full_name)).split()
    if not words:
        return text_key(full_name)
    *others, given = words
    ordered = [given, *others, nicknames]
    return " ".join(key for part in ordered for key in _keys(clean(part)))
