"""What the demo of units offers: the event of its load."""

from flask_babel import lazy_gettext as _l

from portal.audit import Verb

VERBS = [Verb("units.demo_loaded", _l("loaded the units of the demo:"))]
