"""Every page of the address map in Chromium: the last third, so that workers share them."""

from __future__ import annotations

import pytest
from werkzeug.routing import Rule

from portal.testing.contract import none_of, pages

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("rule", pages.share(3, of=3), ids=lambda rule: rule.endpoint)
def test_a_page_is_sound(walk: pages.Walk, rule: Rule) -> None:
    none_of(pages.visited(walk, rule))
