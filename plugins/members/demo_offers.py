"""What the demo of members offers: the event of its load."""

from flask_babel import lazy_gettext as _l

from portal.audit import Verb

VERBS = [Verb("members.demo_loaded", _l("loaded the members of the demo:"))]
