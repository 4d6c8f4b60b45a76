"""The names one signs in with: username, phone number, e-mail address, in one written form each."""

from __future__ import annotations

import re
from typing import Literal

from flask_babel import gettext as _

from ..errors import Invalid
from ..text import clean, fold

Column = Literal["username", "phone", "email"]
USERNAME = re.compile(r"(?=.*[a-z])[a-z0-9](?:[a-z0-9._-]{1,30}[a-z0-9])")
PHONE = re.compile(r"0\d{9,10}")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
SEPARATORS = re.compile(r"[\s.()-]+")


def sign_in_name(typed: str) -> tuple[Column, str]:
    """Which name somebody signs in with, and its written form; never refuses anything."""
    text = clean(typed).casefold()
    if "@" in text:
        return "email", text
    digits = _digits(text)
    return ("phone", digits) if digits.isdigit() else ("username", text)


def username_of(typed: str) -> str:
    """A username in its written form. Raises Invalid when it could not be told from the others."""
    text = clean(typed).casefold()
    if not USERNAME.fullmatch(text):
        raise Invalid(
            _("Write 3 to 32 small letters without marks, digits, points or hyphens."), "username"
        )
    return text


def phone_of(typed: str) -> str | None:
    """A phone number as digits from 0 on, or None for none. Raises Invalid on another shape."""
    digits = _digits(typed)
    if not digits:
        return None
    if not PHONE.fullmatch(digits):
        raise Invalid(_("A phone number has 10 digits, for example 0939 214 687."), "phone")
    return digits


def email_of(typed: str) -> str | None:
    """An e-mail address in small letters, or None for none. Raises Invalid on another shape."""
    text = clean(typed).casefold()
    if not text:
        return None
    if not EMAIL.fullmatch(text):
        raise Invalid(_("Write the e-mail address like ten@coquan.gov.vn."), "email")
    return text


def phone_text(digits: str | None) -> str:
    """0939 214 687."""
    return "" if not digits else f"{digits[:4]} {digits[4:7]} {digits[7:]}"


def suggested_username(full_name: str, number: int = 1) -> str:
    """The given name and the first letters of the rest: Nguyễn Thị Lan gives lannt, then lannt2."""
    words = [re.sub(r"[^a-z0-9]", "", word) for word in fold(full_name).split()]
    words = [word for word in words if word] or ["can-bo"]
    base = (words[-1] + "".join(word[0] for word in words[:-1])).ljust(3, "0")[:28]
    return base if number == 1 else f"{base}{number}"


def _digits(typed: str) -> str:
    digits = SEPARATORS.sub("", clean(typed))
    return f"0{digits[3:]}" if digits.startswith("+84") else digits
