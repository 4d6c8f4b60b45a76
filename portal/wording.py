"""Templates compiled once for each language, with the words that never change already in them."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

from flask.templating import Environment
from flask_babel import get_translations
from jinja2 import nodes
from jinja2.environment import Template, TemplateModule, create_cache
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer

from .locale import spoken

WORDS = ("_", "gettext")
TEMPLATES = 1000
"""How many are kept for each language."""


class WordedTemplate(Template):
    """A template whose macros are made once: what is imported sees no more than every page."""

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        if self._module is None:
            self._module = self.make_module()
        return self._module


class WordedEnvironment(Environment):
    """Flask's environment of templates, which keeps what it compiled by language.

    A page asks for some 250 messages, and the catalogues never change while the portal runs: what
    a message says is looked up when its template is compiled.
    """

    template_class = WordedTemplate
    _by_language: dict[str, Any]

    @property
    def cache(self) -> MutableMapping[Any, Any] | None:
        """The templates compiled for the language of this page."""
        language = spoken()
        kept = self._by_language.get(language)
        if kept is None:
            kept = self._by_language[language] = create_cache(TEMPLATES)
        return kept

    @cache.setter
    def cache(self, _made: Any) -> None:
        # Jinja makes one for all languages, which would mix their words.
        self._by_language = {}

    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        """A template in the language of this page; without Jinja's detours once it is compiled."""
        if self.auto_reload or globals is not None or not isinstance(name, str):
            return super().get_template(name, parent, globals)
        kept = self.cache
        found: Template | None = kept.get(name) if kept else None
        if found is None:
            found = super().get_template(name, parent)
            if kept is not None:
                kept[name] = found
        return found

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        read: nodes.Template = Worded().visit(super()._parse(source, name, filename))
        return read


class Worded(NodeTransformer):
    """Put what a message says in the place of the call that asks for it."""

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - named by Jinja
        """`_("…")` as its words, also with variables; a call of something else as it is."""
        self.generic_visit(node)
        asked = isinstance(node.node, nodes.Name) and node.node.name in WORDS
        plain = len(node.args) == 1 and isinstance(node.args[0], nodes.Const)
        if not asked or not plain or node.dyn_args or node.dyn_kwargs:
            return node
        said = str(get_translations().ugettext(node.args[0].value))  # type: ignore[attr-defined]
        line = node.lineno
        if node.kwargs:
            pairs = [nodes.Pair(nodes.Const(kw.key), kw.value) for kw in node.kwargs]
            return nodes.Mod(nodes.TemplateData(said), nodes.Dict(pairs, lineno=line), lineno=line)
        return nodes.TemplateData(said % {} if "%" in said else said, lineno=line)
