"""What counting people over several organizations offers: a right, jobs, the inbox, the menu."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from portal.offering import InboxAct, InboxSource, Job, MenuItem, Permission, Verb

from . import linked_actions, linked_queries
from . import linked_views as linked_views

COUNT = "members.link"
PERMISSIONS = [
    Permission(
        COUNT,
        _l("Count people over the organizations that are overseen"),
        does="changes",
        roles=("administrator", "leader", "officer"),
        descends=True,
    )
]
JOBS = [Job(linked_actions.JOB, _l("Count people"), COUNT, linked_actions.people_linked)]
INBOX = [
    InboxSource(
        "members.to_complete",
        _l("Complete the full birth date or the citizen id"),
        "members.prepare",
        linked_queries.open_questions,
        "members.show",
        "membership_id",
        act=InboxAct(_l("Complete the row"), "members.editing", "membership_id", opens=True),
    )
]
MENU = [
    MenuItem(
        "members.people",
        _l("People and enrolments"),
        needs="members.view_figures",
        group="organization",
        icon="chart-bar",
        order=46,
        lines=("party", "front"),
    )
]
VERBS = [Verb("members.people_counted", _l("counted people; spaces:"))]
