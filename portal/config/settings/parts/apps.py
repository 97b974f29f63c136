"""Applications, middleware and templates."""

from .environment import BASE_DIR, DEBUG, env

INSTALLED_APPS = [
    "portal.config",
    "portal.core",
    "portal.accounts",
    "portal.people",
    "portal.programmes",
    "portal.routing",
    "portal.engagement",
    "portal.mentorship",
    "portal.skills",
    "portal.metrics",
    "portal.ui",
    "portal.web",
    "portal.api",
    "portal.demo",
    "cms",
    "integrations.sso",
    "integrations.sso.oidc",
    "integrations.hris",
    "integrations.messaging",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_htmx",
    "csp",
    "rest_framework",
    "drf_spectacular",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cms.visitors.VisitorPagesMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "portal.ui.policy.ContentPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.ui.languages.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.ui.shared_screen.SharedScreenMiddleware",
    "portal.ui.access.RoleRuleMiddleware",
    "cms.permissions.EditorMiddleware",
]

ROOT_URLCONF = "portal.config.urls"
WSGI_APPLICATION = "portal.config.wsgi.application"
ASGI_APPLICATION = "portal.config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["portal.ui.templatetags.dates"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.ui.context.shell",
            ],
        },
    },
]

FORM_RENDERER = "portal.ui.forms.PortalRenderer"

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static_src"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_URL = "media/"
# Pictures that editors upload. In production the web server in front serves this folder at /media/, and it is backed up.
MEDIA_ROOT = env.str("BINOME_MEDIA_ROOT", "") or str(BASE_DIR / "var" / "media")
MEDIA_ROOT_IS_TOLD = bool(env.str("BINOME_MEDIA_ROOT", ""))
