"""Signing in and the people of a space, in a real browser."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def test_a_visitor_is_led_to_the_sign_in_page(page: Page) -> None:
    page.goto("/s/xa-sen/people")
    expect(page).to_have_url("/sign-in?next=/s/xa-sen/people")


def test_a_profile_may_start_signed_in(new_page: Callable[..., Page]) -> None:
    answer = new_page("lan").goto("/s/xa-sen/people")
    assert answer is not None and answer.status == 200
