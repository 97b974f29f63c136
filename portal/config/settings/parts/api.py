"""The partner API."""

from typing import Any

from .environment import env

# How often one client may call, as "<count>/<sec|min|hour|day>".
API_RATE: str = env.str("BINOME_API_RATE", "120/min")

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "portal.api.problems.handle",
    "UNAUTHENTICATED_USER": None,
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Binôme, partner API",
    "DESCRIPTION": "For the system of an association: its candidates, gates, pairs and sessions, and nothing of another.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "PREPROCESSING_HOOKS": ["portal.api.schema.only_ours"],
    "ENUM_NAME_OVERRIDES": {
        "CandidateState": "portal.engagement.enums.ApplicationState",
        "GateState": "portal.engagement.enums.GateState",
        "GateKind": "portal.engagement.enums.GateKind",
        "PairState": "portal.mentorship.enums.PairState",
        "DeskGateKind": "portal.api.shapes.DESK_CODES",
    },
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_ADD_EXPLICIT_BLANK_NULL_CHOICE": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}
