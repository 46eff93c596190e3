"""Production settings. Everything that differs between machines comes from the environment; see docs/settings.md."""

from __future__ import annotations

import os
from pathlib import Path

from django.urls import reverse_lazy

from woo_portal.services import locations, postgres, redis_server
from woo_portal.settings.secret import secret_key

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = locations.data_dir()
"""Where originals, packages and the embedded services live: WOO_DATA_DIR, or a folder chosen by `locations`."""
CONTENT_DIR = DATA_DIR / "content"
PACKAGE_DIR = DATA_DIR / "packages"
DOCUMENT_DIR = DATA_DIR / "documents"
"""The documents in which parliamentary questions came in; the archive's destructions do not reach them."""
PREVIEW_DIR = DATA_DIR / "previews"
INCOMING_DIR = DATA_DIR / "incoming"

HTTPS = os.environ.get("WOO_HTTPS", "1") == "1"
"""Off only for a demonstration on the loopback address: cookies then travel without TLS."""
BEHIND_PROXY = os.environ.get("WOO_BEHIND_PROXY") == "1"
"""Whether X-Forwarded-Proto and X-Forwarded-For are what a proxy says and no visitor can."""
DEBUG = False
SECRET_KEY = secret_key(DATA_DIR)
ALLOWED_HOSTS = os.environ.get("WOO_ALLOWED_HOSTS", "127.0.0.1,localhost").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("WOO_TRUSTED_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "woo_portal.accounts.admin_config.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "axes",
    "csp",
    "django_filters",
    "django_htmx",
    "archive",
    "redaction",
    "woo_portal.presentation",
    "woo_portal.accounts",
    "woo_portal.audit",
    "woo_portal.jobs",
    "woo_portal.dossiers",
    "woo_portal.intake",
    "woo_portal.custody",
    "woo_portal.search",
    "woo_portal.parliament",
    "woo_portal.review",
    "woo_portal.disclosure",
    "woo_portal.publication",
    "woo_portal.worklist",
    "woo_portal.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "woo_portal.presentation.no_nul.WithoutNul",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "woo_portal.accounts.session_ended.LoginRequired",
    "woo_portal.accounts.no_store.no_store",
    "django.contrib.messages.middleware.MessageMiddleware",
    "woo_portal.jobs.outage.TellsWhatWaits",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "woo_portal.presentation.not_allowed.not_allowed",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "woo_portal.urls"
WSGI_APPLICATION = "woo_portal.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "woo_portal.accounts.navigation.navigation",
            ],
            "builtins": ["django.templatetags.static"],
        },
    }
]

DATABASES = {"default": postgres.database_settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": redis_server.cache_url(),
        "KEY_PREFIX": "woo",
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "woo_portal.accounts.passwords.MinimumLength", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = reverse_lazy("login")
LOGIN_REDIRECT_URL = reverse_lazy("worklist")
LOGOUT_REDIRECT_URL = LOGIN_URL
# Five failures lock this account from this address for half an hour: guessing stops, a colleague elsewhere still gets in.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "woo_portal.accounts.address.client_address"
# Its tables hold what was typed as a name, and that may be a password; unlocking is an action on the list of users.
AXES_ENABLE_ADMIN = False

SESSION_COOKIE_AGE = 8 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    }
}

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", "Nederlands")]
FORMAT_MODULE_PATH = ["woo_portal.presentation.formats"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
# Figures get their points from the filters of woo_portal.presentation; a key or a year in a template stays bare.
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "woo_portal" / "static"]
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_HANDLERS = [
    "woo_portal.intake.upload_limit.UploadLimit",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# UploadLimit counts them and says what is wrong in words; this only bounds the work of counting.
DATA_UPLOAD_MAX_NUMBER_FILES = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
UPLOAD_MAX_BYTES = int(os.environ.get("WOO_UPLOAD_MAX_MB", "2048")) * 1024 * 1024
"""The largest export that may be uploaded in the browser; larger ones go in by `manage.py import_archive`."""
WATCH_DIR = os.environ.get("WOO_WATCH_DIR", "")
"""The folder that `make up` and `manage.py watch_folder` watch for exports; empty: none."""
WATCH_ZONE = os.environ.get("WOO_WATCH_ZONE", "")
WATCH_HIDES_NEW = os.environ.get("WOO_WATCH_PRIVATE_FIRST") == "1"
"""Whether what comes in by that folder is private until who guards the archive has looked at it."""

NAME_MODEL = os.environ.get("WOO_NAME_MODEL", "")
"""The folder of a name finder that `make model` trained, to use instead of the one that ships; empty: that one."""
SPACY_PIPELINE = os.environ.get("WOO_SPACY_PIPELINE", "")
"""Another Dutch spaCy pipeline to ask which words are persons, such as nl_core_news_lg; empty: none."""

QUESTIONS_WEEKS = int(os.environ.get("WOO_QUESTIONS_WEEKS", "3"))
QUESTIONS_EXTENSION_WEEKS = int(os.environ.get("WOO_QUESTIONS_EXTENSION_WEEKS", "3"))
"""The term for answering parliamentary questions and its extension: the Kamer sets them in its own rules of order."""
CHAMBER_DATA_URL = os.environ.get("WOO_CHAMBER_DATA_URL", "")
"""The open data of the Tweede Kamer, of which questions are fetched by the number of their case; empty: none is asked."""

AUTHORITY = os.environ.get("WOO_AUTHORITY", "Ministerie van Water en Ruimte")
"""The name of the administrative body on what is published."""
PUBLISHER_URI = os.environ.get("WOO_PUBLISHER_URI", "")
"""Its URI in the government's own lists (TOOI), by which publication platforms know it; empty: it is in none."""
OBJECTION_ADDRESS = os.environ.get("WOO_OBJECTION_ADDRESS", "postbus 00000, 2500 AA Den Haag")
"""Where an objection against a decision is sent, as it stands in the decision."""

GPP_URL = os.environ.get("WOO_GPP_URL", "")
GPP_TOKEN = os.environ.get("WOO_GPP_TOKEN", "")
"""The interface of the GPP-publicatiebank and the portal's key there; one of them empty: nothing is sent anywhere."""

CELERY_BROKER_URL = redis_server.broker_url()
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# However long the queue is away: whoever clicks meanwhile is told that the work begins by itself.
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = redis_server.transport_options()
# The worker logs as LOGGING says, and with its filter.
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"without_rows": {"()": "woo_portal.quiet_log.WithoutRows"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_rows"]}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # axes logs every failed log-in with the name that was typed, which may be a password typed in the wrong field.
    "loggers": {
        "axes": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
        "pikepdf": {"level": "WARNING"},
    },
}
