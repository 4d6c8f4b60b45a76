"""Pages of things to do: in a space and below it, and in all my spaces."""

from __future__ import annotations

from flask import render_template, request
from flask_login import current_user

from ..access import MEMBER, SIGNED_IN
from ..modules import Module
from .acting import come_back
from .forms import wanted_from
from .gathering import counts_here, gathered
from .offers import offers_everywhere, offers_here

module = Module("inbox", __name__, at="/")
module.after_app_request(come_back)


@module.get("/s/<space>/inbox", needs=MEMBER)
def index() -> str:
    inbox = gathered(offers_here(), wanted_from(request.args), counts_here())
    return render_template("inbox/index.html", inbox=inbox)


@module.get("/inbox", needs=SIGNED_IN)
def mine() -> str:
    inbox = gathered(offers_everywhere(current_user.id), wanted_from(request.args))
    return render_template("inbox/index.html", inbox=inbox)
