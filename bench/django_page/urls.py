"""The page in its two variants, and the addresses that its links need."""

from django.http import HttpResponse
from django.urls import path

from . import views


def elsewhere(*_arguments, **_words):
    """Stand for a page that is only linked to."""
    return HttpResponse()


urlpatterns = [
    path("usual/s/<slug:space>/units/", views.usual, name="units"),
    path("lean/s/<slug:space>/units/", views.lean, name="units_lean"),
    path("s/<slug:space>/", elsewhere, name="overview"),
    path("s/<slug:space>/inbox", elsewhere, name="inbox"),
    path("s/<slug:space>/about", elsewhere, name="about"),
    path("s/<slug:space>/spaces", elsewhere, name="below"),
    path("s/<slug:space>/hamlets", elsewhere, name="hamlets"),
    path("s/<slug:space>/officers", elsewhere, name="officers"),
    path("s/<slug:space>/roles", elsewhere, name="roles"),
    path("s/<slug:space>/settings", elsewhere, name="settings"),
    path("s/<slug:space>/jobs", elsewhere, name="jobs"),
    path("s/<slug:space>/history", elsewhere, name="history"),
    path("s/<slug:space>/units/new", elsewhere, name="found"),
    path("s/<slug:space>/units/<int:unit_id>", elsewhere, name="unit"),
    path("s/<slug:space>/units/bulk", elsewhere, name="choose"),
    path("s/<slug:space>/units/vacant", elsewhere, name="vacant"),
    path("", elsewhere, name="my_spaces"),
    path("spaces", elsewhere, name="tree"),
    path("search", elsewhere, name="search"),
    path("notices", elsewhere, name="notices"),
    path("account", elsewhere, name="account"),
    path("account/sessions", elsewhere, name="sessions"),
    path("language", elsewhere, name="language"),
    path("theme", elsewhere, name="theme"),
    path("sign-out", elsewhere, name="sign_out"),
]
