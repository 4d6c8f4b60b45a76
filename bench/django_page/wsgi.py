"""The Django page for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from bench.counted import counted

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.django_page.settings"
serving = counted(get_wsgi_application())
