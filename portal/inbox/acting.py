"""What is done about an entry where it stands, and the way back to the list."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from flask import Response, request, url_for

from .. import entering
from ..access import Access
from ..addressing import is_own_address
from ..guards import guard
from ..modules import ROUTES
from ..pages import InboxAct, InboxSource

BACK = "back_to_list"
"""The field of a form that names the list it was pressed on."""
LIST = re.compile(r"(/s/[^/?#]+)?/inbox(\?|$)")


def acted_in(source: InboxSource, accesses: Iterable[Access]) -> frozenset[int]:
    """The spaces of some accesses in which the account may do the act of a source."""
    if source.act is None:
        return frozenset()
    permission = entering.registry().permissions[str(ROUTES[source.act.endpoint])]
    return frozenset(
        access.here.id
        for access in accesses
        if access.here is not None
        and entering.stands_open(access)
        and entering.has_right(access, permission)
    )


@guard("inbox.may_act")
def may_act(space_id: int, acted: frozenset[int]) -> bool:
    """Whether the button of an act stands beside an entry of a space."""
    return space_id in acted


def address_of(act: InboxAct, slug: str, row_id: int) -> str:
    """Where the button of an entry posts to, or which form it opens."""
    values: dict[str, Any] = {act.id_argument: row_id} if act.id_argument else {}
    return url_for(act.endpoint, space=slug, **values)


def come_back(response: Response) -> Response:
    """Lead an act that went well back to the list it was pressed on, for `after_app_request`."""
    if request.method != "POST" or response.status_code != 303:
        return response
    back = request.form.get(BACK, "")
    if LIST.match(back) and is_own_address(back):
        response.location = back
    return response
