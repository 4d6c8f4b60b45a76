"""The list of units in two variants: as one writes it in Django, and with all of it spared."""

from __future__ import annotations

import json
from pathlib import Path

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Prefetch, Q
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from .models import Area, Holder, Job, Notice, Office, Place, Space, Unit
from .rights import access_of, open_names, today

KINDS = {
    each["name"]: each
    for each in json.loads(Path("plugins/units/kinds.json").read_text(encoding="utf-8"))
}
BASES = {
    "residential": "residential",
    "occupational": "occupational",
    "interest": "of a shared interest",
}
PLACES = {
    "hamlet": "one or several hamlets",
    "commune": "the whole commune",
    "workplace": "a workplace",
}
MENU = (
    (
        "",
        (
            ("overview", "Overview", "home", "dashboard.view"),
            ("inbox", "To do", "checklist", "inbox.view"),
        ),
    ),
    (
        "Organization",
        (
            ("about", "About this space", "building-community", "spaces.view"),
            ("below", "Spaces below", "sitemap", "spaces.view"),
            ("hamlets", "Hamlets", "map-pin", "spaces.view"),
            ("officers", "Bodies and officers", "users-group", "spaces.view"),
            ("units", "Branches and groups", "users", "units.view"),
        ),
    ),
    (
        "Setup",
        (
            ("roles", "Roles and rights", "shield-lock", "roles.view"),
            ("settings", "Settings", "settings", "settings.view"),
            ("jobs", "Running jobs", "clock", "jobs.view"),
            ("history", "History", "history", "history.view"),
        ),
    ),
)


def units_within(access):
    """The units that stand, with whether somebody heads each."""
    day = today()
    head = Office.objects.filter(
        Q(started_on=None) | Q(started_on__lte=day),
        Q(ended_on=None) | Q(ended_on__gt=day),
        space_id=OuterRef("space_id"),
        unit=OuterRef("pk"),
        rank="head",
    )
    return (
        Unit.objects.filter(
            Q(founded_on=None) | Q(founded_on__lte=day),
            Q(ended_on=None) | Q(ended_on__gt=day),
            space_id__in=access.spaces,
        )
        .annotate(has_head=Exists(head))
        .order_by("sort_key", "space_id", "id")
    )


def heads_of(access, ids):
    """Who heads the units, by unit: only in the own space are names to be seen."""
    day = today()
    open_names(access.space.id)
    found = Holder.objects.filter(
        Q(office__started_on=None) | Q(office__started_on__lte=day),
        Q(office__ended_on=None) | Q(office__ended_on__gt=day),
        space_id=access.space.id,
        unit_id__in=ids,
        office__rank="head",
    )
    return dict(found.values_list("unit_id", "person_name"))


def around(request, access):
    """What stands around the list: menu, switcher, notices, choices of the filters."""
    groups = []
    for label, entries in MENU:
        shown = [
            {
                "label": _(words),
                "icon": icon,
                "url": reverse(name, args=[access.space.slug]),
                "current": name == "units",
            }
            for name, words, icon, right in entries
            if access.may(right)
        ]
        if shown:
            groups.append({"label": _(label) if label else "", "items": shown})
    recent = Space.objects.filter(id=access.space.id).select_related("level")
    hamlets = Area.objects.filter(level_id="hamlet", parent_id=access.space.area_id)
    return {
        "account": request.account,
        "space": access.space,
        "menu": groups,
        "recent": list(recent.only("slug", "short_name", "level__label")),
        "unread": Notice.objects.filter(account=request.account, seen_at=None).count(),
        "running": Job.objects.filter(
            in_space=access.space, state__in=["waiting", "running"]
        ).count(),
        "kinds": [
            (name, each["label"]) for name, each in KINDS.items() if "women" in each["lines"]
        ],
        "bases": [(name, _(words)) for name, words in BASES.items()],
        "hamlets": list(hamlets.only("kind", "name").order_by("id")),
        "may_keep": access.may("units.keep"),
        "sorted": request.GET.get("sort", "name"),
        "counts": list(
            units_within(access)
            .order_by()
            .values("space__line", "kind")
            .annotate(count=Count("id"))
            .values_list("space__line", "kind", "count")
        ),
        "lengths": (25, 50, 100),
    }


def numbers(page):
    """The numbers of the pages that are linked to, with a gap where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


def usual(request, space):
    """The page as one writes it: models with `.only()`, related rows fetched, templates."""
    access = access_of(request.account, space)
    units = (
        units_within(access)
        .select_related("space")
        .only(
            *("kind", "name", "stands", "workplace", "founded_on", "ended_on", "ended_how"),
            *("space__slug", "space__short_name"),
        )
        .prefetch_related(
            Prefetch(
                "places",
                Place.objects.select_related("area").only("unit_id", "area__kind", "area__name"),
            )
        )
    )
    page = Paginator(units, int(request.GET.get("per", 25))).get_page(request.GET.get("page"))
    rows = list(page.object_list)
    heads = heads_of(access, [unit.id for unit in rows])
    for unit in rows:
        unit.head = heads.get(unit.id)
        unit.kind_label = KINDS[unit.kind]["label"]
        unit.place_label = _(PLACES[unit.stands])
    context = {**around(request, access), "page": page, "pages": numbers(page), "rows": rows}
    return render(request, "usual.html", context)


def lean(request, space):
    """The page with everything spared: tuples, addresses by hand, one flat loop."""
    access = access_of(request.account, space)
    units = units_within(access)
    page = Paginator(units, int(request.GET.get("per", 25))).get_page(request.GET.get("page"))
    found = list(
        page.object_list.values_list(
            *("id", "kind", "name", "stands", "workplace", "founded_on", "ended_on", "has_head"),
            "space__slug",
        )
    )
    hamlets: dict[int, list[str]] = {}
    places = Place.objects.filter(unit_id__in=[row[0] for row in found])
    for unit_id, kind, name in places.values_list("unit_id", "area__kind", "area__name"):
        hamlets.setdefault(unit_id, []).append(f"{kind} {name}")
    heads = heads_of(access, [row[0] for row in found])
    rows = [
        {
            "id": unit_id,
            "ended_on": ended,
            "head": heads.get(unit_id),
            "url": f"/s/{slug}/units/{unit_id}",
            "name": name,
            "kind": KINDS[kind]["label"],
            "place": ", ".join(hamlets.get(unit_id, ())) or workplace or _(PLACES[stands]),
            "has_head": has_head,
            "founded": f"{founded:%d/%m/%Y}" if founded else "–",
        }
        for unit_id, kind, name, stands, workplace, founded, ended, has_head, slug in found
    ]
    context = {**around(request, access), "page": page, "pages": numbers(page), "rows": rows}
    return render(request, "lean.html", context)
