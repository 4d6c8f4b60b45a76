"""Every hook a module may answer. Each runs once at boot and returns frozen data objects."""

from __future__ import annotations

from collections.abc import Iterable

import pluggy

from .access import Permission, Role
from .audit import Verb
from .indicators import Indicator
from .jobs import Job
from .messages import MessageKind
from .notifications import NoticeKind
from .pages import InboxSource, MenuItem, SearchSource, Slot, UnitSource, Widget
from .reportforms import Measure, ReportForm
from .settings import Setting
from .sheets import SheetList

hookspec = pluggy.HookspecMarker("portal")


class Hooks:
    """The contract between the core and its modules."""

    @hookspec
    def register_permissions(self) -> Iterable[Permission]:  # type: ignore[empty-body]
        """Name the rights the module checks, and which roles hold them."""

    @hookspec
    def register_roles(self) -> Iterable[Role]:  # type: ignore[empty-body]
        """Add roles that administrators may hand out."""

    @hookspec
    def register_settings(self) -> Iterable[Setting]:  # type: ignore[empty-body]
        """Declare settings that each space, or one above it, decides."""

    @hookspec
    def register_menu(self) -> Iterable[MenuItem]:  # type: ignore[empty-body]
        """Add entries to the side navigation."""

    @hookspec
    def register_widgets(self) -> Iterable[Widget]:  # type: ignore[empty-body]
        """Offer lines of what needs action first on the overview of a space."""

    @hookspec
    def register_slots(self) -> Iterable[Slot]:  # type: ignore[empty-body]
        """Fill a named place in another module's page."""

    @hookspec
    def register_indicators(self) -> Iterable[Indicator]:  # type: ignore[empty-body]
        """Offer figures for a period or a date, which the core narrows and rolls up."""

    @hookspec
    def register_verbs(self) -> Iterable[Verb]:  # type: ignore[empty-body]
        """Name the kinds of event the module records, and how one is taken back."""

    @hookspec
    def register_inbox(self) -> Iterable[InboxSource]:  # type: ignore[empty-body]
        """Offer things to do as a select, so that nothing is copied into an inbox."""

    @hookspec
    def register_search(self) -> Iterable[SearchSource]:  # type: ignore[empty-body]
        """Offer rows to the search across what the user may see."""

    @hookspec
    def register_jobs(self) -> Iterable[Job]:  # type: ignore[empty-body]
        """Name the long work that the job worker may run for the module."""

    @hookspec
    def register_notices(self) -> Iterable[NoticeKind]:  # type: ignore[empty-body]
        """Name the kinds of notice that the module gives to accounts."""

    @hookspec
    def register_messages(self) -> Iterable[MessageKind]:  # type: ignore[empty-body]
        """Offer reminders and invitations to be copied elsewhere, with a short link and a QR."""

    @hookspec
    def register_sheets(self) -> Iterable[SheetList]:  # type: ignore[empty-body]
        """Declare lists that go to Excel and come back from it."""

    @hookspec
    def register_measures(self) -> Iterable[Measure]:  # type: ignore[empty-body]
        """Offer counts of the module's books, of which columns of report forms are made."""

    @hookspec
    def register_report_forms(self) -> Iterable[ReportForm]:  # type: ignore[empty-body]
        """Offer report forms: tables as data, whose columns are counted, computed or typed."""

    @hookspec
    def register_units(self) -> Iterable[UnitSource]:  # type: ignore[empty-body]
        """Name the units of a space that a role may be narrowed to."""
