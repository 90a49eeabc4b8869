"""The one Django settings file. Values come from the environment (environment.py); there is no second place."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF

from tijdig.config import environment

PRODUCTION = environment.flag("TIJDIG_PRODUCTION")
SECRET_KEY = environment.secret_key()
DEBUG = False
ALLOWED_HOSTS = environment.text("TIJDIG_HOSTS", "" if PRODUCTION else "localhost,127.0.0.1,[::1],testserver").split(",")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "tijdig.foundation.ledger",
    "tijdig.foundation.parties",
    "tijdig.foundation.accounts",
    "tijdig.foundation.letters",
    "tijdig.steps.intake",
    "tijdig.steps.agreements",
    "tijdig.steps.routing",
    "tijdig.steps.matching",
    "tijdig.steps.followup",
    "tijdig.steps.feedback",
    "tijdig.web",
]
ROOT_URLCONF = "tijdig.config.urls"
WSGI_APPLICATION = "tijdig.config.wsgi.application"
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [Path(__file__).parents[1] / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tijdig.web.shell.shell",
            ],
        },
    }
]

# People sign in with their e-mail address; everybody has an account of their own.
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_ADAPTER = "tijdig.web.entrance.Entrance"
# A whole town hall may come in from one address at nine o'clock; one account is guessed at five times.
ACCOUNT_RATE_LIMITS = {"login": "240/m/ip", "login_failed": "60/m/ip,5/5m/key"}
ACCOUNT_SESSION_REMEMBER = False  # a session ends with the browser: desks are shared
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Tijdig"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_COOKIE_AGE = 8 * 60 * 60  # a working day

# Only what we serve ourselves, and no other page may hold one of ours.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF], "img-src": [SELF, "data:"], "object-src": [NONE], "base-uri": [SELF], "form-action": [SELF],
        "frame-ancestors": [NONE], "script-src": [SELF], "style-src": [SELF], "connect-src": [SELF],
    },
}  # fmt: skip
CSRF_FAILURE_VIEW = "tijdig.web.front.forged"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = PRODUCTION
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
STATIC_URL = "static/"
# Where collectstatic leaves compressed files, for a busy installation; without it the files are served as they are.
_COLLECTED = environment.data_directory() / "static"
STATIC_ROOT = _COLLECTED if _COLLECTED.is_dir() else None
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 600
WHITENOISE_USE_FINDERS = True  # no collectstatic needed on a laptop

# E-mail goes over real SMTP; without a host nothing is sent and the sender is told.
EMAIL_HOST = environment.text("TIJDIG_SMTP_HOST", "localhost")
EMAIL_PORT = int(environment.text("TIJDIG_SMTP_PORT", "25"))
EMAIL_HOST_USER = environment.text("TIJDIG_SMTP_USER", "")
EMAIL_HOST_PASSWORD = environment.text("TIJDIG_SMTP_PASSWORD", "")
EMAIL_USE_TLS = environment.flag("TIJDIG_SMTP_TLS")
DEFAULT_FROM_EMAIL = environment.text("TIJDIG_SMTP_FROM", "tijdig@localhost")

_address = environment.database_address()
# IMMEDIATE takes the write lock at the start, so that two writers wait for each other instead of failing half-way;
# synchronous FULL makes a commit survive a power cut, which a receipt promises. Large pages (of a new file) save a
# quarter of the system's work when a million rows are written.
_SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 30,
    "init_command": (
        "PRAGMA page_size=16384; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA cache_size=-262144;"
    ),
}
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3" if _address.engine == "sqlite" else "django.db.backends.postgresql",
        "NAME": _address.name,
        "USER": _address.user,
        "PASSWORD": _address.password,
        "HOST": _address.host,
        "PORT": _address.port,
        "OPTIONS": _SQLITE_OPTIONS if _address.engine == "sqlite" else {},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "Europe/Amsterdam"
LANGUAGE_CODE = "nl"
