"""The storage follows scim2-server's contract, on every attribute the library knows. Cursors are not announced, so not asked."""

import pytest
from scim2_models import ScimProvider
from scim2_server.testing import ScimStorageContract
from scim2_server.utils import load_default_provider

from integrations.hris.scim.storage import DatabaseStorage
from portal.core import clock

pytestmark = pytest.mark.django_db


class TestContract(ScimStorageContract):
    """Every rule of the library, on every attribute it knows."""

    @pytest.fixture(scope="class")
    @classmethod
    def provider(cls) -> ScimProvider:
        """The library's own, made once: it describes the service, and nothing writes to it."""
        return load_default_provider()

    @pytest.fixture
    def storage(self, provider: ScimProvider) -> DatabaseStorage:
        return DatabaseStorage(provider, clock.now)
