"""What a fault of the database says of itself: which rule broke where, never whose values."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Engine, ExceptionContext


@sa.event.listens_for(Engine, "handle_error")
def keep_values_out(context: ExceptionContext) -> None:
    """Leave the bound values and PostgreSQL's DETAIL out of the text of a fault.

    Both name people ("Failing row contains …"), and the text ends in the log. What the code asks
    for (`diag`, `sqlstate`) stays. Holds for every engine of the process, the owner's too.
    """
    original, wrapped = context.original_exception, context.sqlalchemy_exception
    said = getattr(getattr(original, "diag", None), "message_primary", None)
    if said is not None:
        original.args = (said,)
    if wrapped is not None:
        wrapped.hide_parameters = True
        if said is not None:
            kind = type(original)
            wrapped.args = (f"({kind.__module__}.{kind.__qualname__}) {said}",)
