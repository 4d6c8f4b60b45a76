"""Who gets through the door of a space."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from portal.testing.client import Browser

PEOPLE = "/s/xa-sen/people"


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("lan", 200),
        ("hoa", 200),
        ("tam", 403),
        ("sau", 403),
        ("minh", 404),
        ("xa", 404),
        ("thu", 404),
        ("xuan", 404),
        ("an", 404),
        ("dung", 404),
    ],
)
def test_the_door_of_a_space(as_: Callable[[str], Browser], who: str, status: int) -> None:
    assert as_(who).get(PEOPLE).status_code == status


def test_a_visitor_is_led_to_the_sign_in_page(client: Browser) -> None:
    response = client.get(PEOPLE)
    assert response.status_code == 302
    assert response.location.startswith("/sign-in?next=")


def test_a_foreign_space_answers_exactly_as_an_unknown_one(
    as_: Callable[[str], Browser],
) -> None:
    browser = as_("minh")
    foreign, unknown = browser.get(PEOPLE), browser.get("/s/khong-co/people")
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.data == unknown.data


def test_a_number_beyond_any_row_narrows_nothing(as_: Callable[[str], Browser]) -> None:
    lan, beyond = as_("lan"), 99_999_999_999
    for page in (
        f"history?person={beyond}&row={beyond}&unit={beyond}",
        f"officers?body={beyond}",
        f"hamlets?commune={beyond}",
        f"?page={beyond}",
    ):
        assert lan.get(f"/s/xa-sen/{page}").status_code == 200, page
    assert lan.get(f"/s/xa-sen/?year={beyond}").status_code == 422
