"""Django's settings, from the environment an operator sets (environment.py, docs/settings.md)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from frontoffice.config.environment import Environment, WrongSetting, secret_key
from frontoffice.config.home import connection_parameters

environment = Environment()
FRONTOFFICE_HOME = environment.home
PACKAGE = Path(__file__).resolve().parent.parent

DEBUG = environment.switch("FRONTOFFICE_DEBUG")
SECRET_KEY = secret_key(environment)
PORT = environment.number("FRONTOFFICE_PORT")
SITE_URL = environment.text("FRONTOFFICE_URL") or f"http://127.0.0.1:{PORT}"
SECURE = SITE_URL.startswith("https://")
ALLOWED_HOSTS = [*environment.names("FRONTOFFICE_HOSTS"), urlsplit(SITE_URL).hostname or "localhost"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "frontoffice.district",  # before allauth, whose pages it draws
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.socialaccount.providers.saml",
    "procrastinate.contrib.django",
    "django_cotton.apps.SimpleAppConfig",
    "anymail",
    "frontoffice.ui",
    "frontoffice.website",
    "frontoffice.conversations",
    "frontoffice.exposure",
    "frontoffice.frontdoor",
    "frontoffice.inbox",
    "frontoffice.config",
    "frontoffice.operate",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "frontoffice.config.compression.Compression",
    "frontoffice.config.middleware.Headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "frontoffice.config.middleware.Language",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "frontoffice.config.middleware.SecondFactor",
    "frontoffice.config.middleware.DistrictTime",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "frontoffice.config.urls"
WSGI_APPLICATION = "frontoffice.config.wsgi.application"
AUTH_USER_MODEL = "district.Member"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": [
                "django_cotton.templatetags.cotton",
                "django.templatetags.i18n",
                "django.templatetags.static",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "frontoffice.district.context.district",
                "frontoffice.inbox.context.where",
            ],
        },
    }
]


def database(url: str) -> dict[str, Any]:
    """Django's DATABASES entry for a libpq address or `name=value` string."""
    try:
        parts = conninfo_to_dict(url)
    except Exception as error:
        raise WrongSetting(
            "DATABASE_URL is not an address like postgresql://user:password@host/name."
        ) from error
    known = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD", "dbname": "NAME"}
    entry: dict[str, Any] = {known[key]: str(value) for key, value in parts.items() if key in known}
    options = {key: value for key, value in parts.items() if key not in known}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "frontoffice",
        **entry,
        "OPTIONS": {"connect_timeout": 5, "server_side_binding": True, "prepare_threshold": 3, **options},
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {
    "default": database(
        environment.text("DATABASE_URL") or make_conninfo(**connection_parameters(FRONTOFFICE_HOME))
    )
}

# Language: one locale folder, so that a translator opens one file.
LANGUAGE_CODE = "en"
USE_TZ = True
TIME_ZONE = "UTC"
LOCALE_PATHS = [PACKAGE / "locale"]
LANGUAGES = [
    ("en", "English"),
    ("es", "Español"),
    ("ar", "العربية"),
    ("zh-hans", "中文"),
    ("vi", "Tiếng Việt"),
    ("pt-br", "Português"),
    ("ru", "Русский"),
    ("ht", "Kreyòl ayisyen"),
    ("hmn", "Hmoob"),
    ("ur", "اردو"),
]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = SECURE

STATIC_URL = "/static/"
STATIC_ROOT = None  # nothing is collected: whitenoise serves each module's files from where they lie
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FRONTOFFICE_HOME / "files"},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 31_536_000 if not DEBUG else 0
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 3_000_000
FILE_UPLOAD_HANDLERS = ["frontoffice.conversations.uploads.PatientUploads"]

# Sign-in
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = "/inbox/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "frontoffice.district.signin.NoSignUp"
SOCIALACCOUNT_ADAPTER = "frontoffice.district.signin.KnownMembersOnly"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {  # a whole school may stand behind one address; one account is guessed at slowly
    "login": "120/m/ip",
    "login_failed": "30/m/ip,10/5m/key",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_TOTP_ISSUER = "Front Office"


def providers(path: str) -> dict[str, Any]:
    """allauth's SOCIALACCOUNT_PROVIDERS, as the operator wrote them in a JSON file."""
    return dict(json.loads(Path(path).read_text(encoding="utf-8"))) if path else {}


SOCIALACCOUNT_PROVIDERS = providers(environment.text("SIGN_IN_PROVIDERS_FILE"))

SESSION_COOKIE_NAME = "session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "frontoffice.config.errors.csrf_failure"
BEHIND_PROXY = environment.switch("FRONTOFFICE_PROXY")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1

# Mail
MAIL_DOMAIN = environment.text("MAIL_DOMAIN") or "front.localhost"
MAIL_BIND = environment.text("FRONTOFFICE_MAIL_BIND")
MAIL_PORT = environment.number("FRONTOFFICE_MAIL_PORT")


def outgoing_mail(url: str, provider: str) -> dict[str, Any]:
    """How mail leaves: an anymail provider, an SMTP server, or (neither set) the outbox page alone."""
    if provider:
        return {
            "EMAIL_BACKEND": f"anymail.backends.{provider}.EmailBackend",
            "ANYMAIL": environment.under("ANYMAIL_"),
        }
    if not url:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts = urlsplit(url)
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and bool(parts.username),
        "EMAIL_TIMEOUT": 20,
    }


globals().update(outgoing_mail(environment.text("MAIL_URL"), environment.text("MAIL_PROVIDER")))
OUTBOX_ONLY = not (environment.text("MAIL_URL") or environment.text("MAIL_PROVIDER"))

PROCRASTINATE_ON_APP_READY = None
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "procrastinate": {"level": "WARNING"},
        # What it says may hold an address; district/signin.py says it without.
        "allauth.socialaccount.providers.saml": {"level": "CRITICAL"},
    },
}
