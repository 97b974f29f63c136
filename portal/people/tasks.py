"""What people leave to the worker."""

import logging
from uuid import UUID

from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.core.background import task

from .operations import send_phone_code
from .ports import TextNotSent

logger = logging.getLogger(__name__)


@task()
def send_code(code_id: str) -> bool:
    """Send the digits of a code to its telephone; whoever waits for it in vain asks for another."""
    try:
        return send_phone_code(code_id=UUID(code_id), by=SYSTEM, at=clock.now())
    except TextNotSent as failure:
        logger.warning("text message for code %s not sent: %s", code_id, failure)
        return False
