"""The storage follows scim2-server's contract, with the library's own models and with ours."""

import pytest
from scim2_models import ScimProvider
from scim2_server.testing import ScimStorageContract

from integrations.hris.scim.resources import provider as our_provider
from integrations.hris.scim.storage import DatabaseStorage
from portal.core import clock

pytestmark = pytest.mark.django_db


class TestContract(ScimStorageContract):
    """Every rule of the library, on every attribute it knows."""

    @pytest.fixture
    def storage(self, provider: ScimProvider) -> DatabaseStorage:
        return DatabaseStorage(provider, clock.now)


class TestContractWithOurAttributes(ScimStorageContract):
    """The same on what this service has."""

    @pytest.fixture
    def provider(self) -> ScimProvider:
        return our_provider()

    @pytest.fixture
    def storage(self, provider: ScimProvider) -> DatabaseStorage:
        return DatabaseStorage(provider, clock.now)
