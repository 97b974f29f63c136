"""Reads a body: JSON, UTF-8, small, and not nested without end."""

import json
from collections.abc import Mapping
from typing import IO, Any

from rest_framework import status
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import BaseParser

LARGEST = 64 * 1024


class BodyTooLarge(APIException):
    """More than anyone needs to say."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "body_too_large"


class SmallJSONParser(BaseParser):
    """Parses a JSON body of at most 64 KiB."""

    media_type = "application/json"

    def parse(self, stream: IO[Any] | None, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None) -> Any:
        """Return the value. Raises ParseError or BodyTooLarge."""
        raw = stream.read(LARGEST + 1) if stream is not None else b""
        if len(raw) > LARGEST:
            raise BodyTooLarge
        try:
            return json.loads(raw.decode("utf-8"), parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            raise ParseError(code="malformed_json") from None


def _refuse_constant(name: str) -> None:
    raise ValueError(name)
