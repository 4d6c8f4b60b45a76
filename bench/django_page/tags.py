"""What the templates need beside Django's own: icons, this page with another query, dates."""

from django import template
from django.utils.html import format_html
from django.utils.http import urlencode

register = template.Library()
SPRITE = "/static/sprite.svg?v=5658048782"


@register.simple_tag
def icon(name):
    """An icon of the sprite."""
    return format_html(
        '<svg class="i" aria-hidden="true"><use href="{}#i-{}"/></svg>', SPRITE, name
    )


@register.simple_tag(takes_context=True)
def with_query(context, **changes):
    """This page with some of its query changed."""
    request = context["request"]
    pairs = [(k, v) for k, v in request.GET.items() if k not in changes and k != "page"]
    pairs += [(key, value) for key, value in changes.items() if value != ""]
    return f"{request.path}?{urlencode(pairs)}"


@register.filter
def day(value):
    """05/01/2021."""
    return f"{value:%d/%m/%Y}" if value else "–"
