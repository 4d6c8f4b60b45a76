"""Read the entry of one form: its columns, formulas, rows and checks, each fault with its place.

    {"title": "Báo cáo thực lực Hội", "title_en": "…", "source": "whence the form is known",
     "lines": ["farmers"], "periods": ["quarter", "year"], "rows": ["spaces", "units", "hamlets"],
     "unit": "người", "from": "2022-01-01", "to": null, "signatures": [{"title": "…"}],
     "columns": [
       {"title": "Hội viên", "en": "Members", "columns": [
         {"number": "1", "title": "Đầu kỳ", "measure": "members.standing", "span": "at_start"},
         {"number": "2", "title": "Nữ", "measure": "members.came", "span": "in_period",
          "with": {"sex": "female"}},
         {"number": "3", "title": "Tỷ lệ", "formula": "2 ÷ 1 × #100", "decimals": 1}]},
       {"number": "4", "title": "Hộ", "typed": "farm_households", "mark": "4"},
       {"number": "5", "title": "Hộ kỳ trước", "previous": "4"},
       {"number": "6", "title": "Xếp loại", "lacks": "why nobody records it here"}],
     "checks": [{"left": "2", "is": "<=", "right": "1", "says": "what is wrong if not"}]}

Spans are at_start, at_end (as usual), in_period and cumulative, which counts from the beginning of
the year, or of the term with `"counts_from": "term", "terms": ["2023-06-15"]`. Instead of kinds of
row a form may have fixed ones: `{"key": "-39", "title": "Dưới 40 tuổi", "with": {"age": "-39"}}`.
A heading that `begins_part` begins a new sheet of paper.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from .formulas import NUMBER, Column, FormulaError, Node, columns_of, parse
from .periods import MONTHS
from .shape import ROWS, SPANS, Check, FixedRow, Group, Leaf, ReportForm, Words

_SIGNS = {"=": "=", "<=": "≤", "≤": "≤", ">=": "≥", "≥": "≥"}
_FORM = {
    "name", "title", "title_en", "source", "lines", "periods", "rows", "columns", "checks", "unit",
    "unit_en", "signatures", "from", "to", "counts_from", "terms", "order",
}  # fmt: skip
_LEAF = {
    "number", "title", "en", "measure", "with", "span", "formula", "previous", "typed", "lacks",
    "mark", "decimals", "sums", "if_offered",
}  # fmt: skip
_GROUP = {"title", "en", "columns", "begins_part"}


class FormError(ValueError):
    """A form cannot be used; the message names the form, the place in it and the fault."""


class Reading:
    """Reads one form; knows where it is, so that a fault has a place."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.numbers: dict[str, Leaf] = {}

    def form(self, entry: Any) -> ReportForm:
        self.known(entry, _FORM, "the form")
        columns = tuple(
            self.column(each, f"columns[{at}]") for at, each in enumerate(entry["columns"])
        )
        fixed = tuple(self.fixed(each) for each in entry["rows"] if isinstance(each, dict))
        form = ReportForm(
            name=self.name,
            title=Words(entry["title"], entry.get("title_en", "")),
            source=Words(self.needed(entry, "source", "the form")),
            lines=tuple(entry.get("lines", ())),
            periods=self.among(entry["periods"], MONTHS, "periods"),
            rows=("fixed",) if fixed else self.among(entry["rows"], ROWS, "rows"),
            columns=columns,
            fixed=fixed,
            checks=tuple(self.check(each) for each in entry.get("checks", ())),
            of_what=Words(entry.get("unit", ""), entry.get("unit_en", "")),
            signatures=tuple(self.words(each) for each in entry.get("signatures", ())),
            valid_from=_day(entry.get("from")),
            valid_to=_day(entry.get("to")),
            counts_from=entry.get("counts_from", "year"),
            terms=tuple(map(dt.date.fromisoformat, entry.get("terms", ()))),
            order=entry.get("order", 100),
        )
        for leaf in form.leaves:
            if leaf.formula is not None:
                self.known_columns(leaf.formula, f"column {leaf.number}")
        sound: set[str] = set()
        for number in self.numbers:
            self.acyclic(number, (), sound)
        return form

    def column(self, entry: Any, place: str) -> Leaf | Group:
        if "columns" in entry:
            self.known(entry, _GROUP, place)
            inside = enumerate(entry["columns"])
            columns = tuple(self.column(each, f"{place}.columns[{at}]") for at, each in inside)
            if not columns:
                raise self.fault(place, "a heading without columns")
            return Group(self.words(entry), columns, bool(entry.get("begins_part")))
        return self.leaf(entry, place)

    def leaf(self, entry: Any, place: str) -> Leaf:
        self.known(entry, _LEAF, place)
        number = str(self.needed(entry, "number", place))
        if not NUMBER.fullmatch(number):
            raise self.fault(place, f"{number!r} is no number of a column, as 6 or 10.3 are")
        if number in self.numbers:
            raise self.fault(place, f"the number {number} stands there twice")
        sources = [
            key for key in ("measure", "formula", "previous", "typed", "lacks") if key in entry
        ]
        if len(sources) != 1:
            said = " and ".join(sources) or "nothing"
            raise self.fault(place, f"column {number} needs one source, and has {said}")
        leaf = Leaf(
            number,
            self.words(entry),
            measure=entry.get("measure", ""),
            arguments=dict(entry.get("with", {})),
            span=self.span(entry, place),
            formula=self.formula(entry, place),
            typed=entry.get("typed", ""),
            lacks=Words(entry["lacks"]) if "lacks" in entry else None,
            mark=str(entry.get("mark", "")),
            decimals=int(entry.get("decimals", 0)),
            sums=bool(entry.get("sums", True)),
            if_offered=bool(entry.get("if_offered", False)),
        )
        self.numbers[number] = leaf
        return leaf

    def formula(self, entry: Any, place: str) -> Node | None:
        if "previous" in entry:
            return self.parsed(f"before({entry['previous']})", place)
        return self.parsed(entry["formula"], place) if "formula" in entry else None

    def span(self, entry: Any, place: str) -> Any:
        span = entry.get("span", "at_end")
        if span not in SPANS:
            raise self.fault(place, f"{span!r} is no span; one of {', '.join(SPANS)} is")
        return span

    def parsed(self, text: str, place: str) -> Node:
        try:
            return parse(text)
        except FormulaError as error:
            raise self.fault(place, str(error)) from error

    def fixed(self, entry: Any) -> FixedRow:
        return FixedRow(entry["key"], self.words(entry), dict(entry.get("with", {})))

    def check(self, entry: Any) -> Check:
        place = "checks"
        left, right = (self.parsed(entry[side], place) for side in ("left", "right"))
        for node in (left, right):
            self.known_columns(node, place)
            for column in columns_of(node):
                if column.before and self.looks_back(column.number):
                    raise self.fault(place, f"before({column.number}) looks two periods back")
        sign: Any = _SIGNS[entry.get("is", "=")]
        return Check(left, sign, right, Words(entry["says"], entry.get("en", "")))

    def known_columns(self, node: Node, place: str) -> None:
        for column in columns_of(node):
            if column.number not in self.numbers:
                raise self.fault(place, f"there is no column {column.number}")

    def acyclic(self, number: str, above: tuple[str, ...], sound: set[str]) -> None:
        """Refuse a circle; what is `sound` was walked before, and is not walked again."""
        if number in above:
            circle = " → ".join((*above[above.index(number) :], number))
            raise self.fault(f"column {number}", f"it is computed from itself: {circle}")
        if number in sound:
            return
        for column in self.parts_of(number):
            self.acyclic(column.number, (*above, number), sound)
            if column.before and self.looks_back(column.number):
                raise self.fault(f"column {number}", "it looks two periods back")
        sound.add(number)

    def looks_back(self, number: str) -> bool:
        """Whether a column asks for the period before, itself or by what it is made of."""
        waiting, seen = [number], {number}
        while waiting:
            for column in self.parts_of(waiting.pop()):
                if column.before:
                    return True
                if column.number not in seen:
                    seen.add(column.number)
                    waiting.append(column.number)
        return False

    def parts_of(self, number: str) -> Iterator[Column]:
        node = self.numbers[number].formula
        return columns_of(node) if node is not None else iter(())

    def known(self, entry: Any, keys: set[str], place: str) -> None:
        if not isinstance(entry, dict):
            raise self.fault(place, "it must be an object")
        for key in entry:
            if key not in keys:
                raise self.fault(place, f"{key!r} is not known here")

    def needed(self, entry: Any, key: str, place: str) -> Any:
        if not entry.get(key):
            raise self.fault(place, f"{key} is missing")
        return entry[key]

    def among(self, given: Any, known: Any, place: str) -> tuple[str, ...]:
        for each in given:
            if each not in known:
                raise self.fault(place, f"{each!r} is not one of {', '.join(known)}")
        return tuple(given)

    def words(self, entry: Any) -> Words:
        return Words(entry["title"], entry.get("en", ""))

    def fault(self, place: str, what: str) -> FormError:
        return FormError(f"{self.name}: {place}: {what}.")


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
