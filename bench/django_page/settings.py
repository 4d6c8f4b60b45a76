"""Settings of the Django page: everything that costs time and is not needed is off."""

import os
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

_address = urlsplit(os.environ["BENCH_DATABASE"])
_query = parse_qs(_address.query)

DEBUG = False
SECRET_KEY = "of the bench, which serves nobody"
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "bench.django_page.urls"
INSTALLED_APPS = ["bench.django_page"]
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "bench.django_page.rights.SignInMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        (
                            "django.template.loaders.filesystem.Loader",
                            [str(Path(__file__).parent / "templates")],
                        )
                    ],
                )
            ],
            "context_processors": ["django.template.context_processors.request"],
            "builtins": ["bench.django_page.tags", "django.templatetags.i18n"],
        },
    }
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _address.path.lstrip("/"),
        "USER": _address.username or "",
        "PASSWORD": _address.password or "",
        "HOST": _query.get("host", [_address.hostname or ""])[0],
        "PORT": _query.get("port", [str(_address.port or "")])[0],
        "CONN_MAX_AGE": None,
    }
}
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LOCALE_PATHS = [str(Path(os.environ["BENCH_LOCALE"]) / "locale")]
USE_I18N = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
CSRF_USE_SESSIONS = False
