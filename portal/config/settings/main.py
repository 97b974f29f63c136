"""The settings every command and server reads."""

from .parts.api import *  # noqa: F403
from .parts.apps import *  # noqa: F403
from .parts.cms import *  # noqa: F403
from .parts.database import *  # noqa: F403
from .parts.environment import *  # noqa: F403
from .parts.hris import *  # noqa: F403
from .parts.i18n import *  # noqa: F403
from .parts.identity import *  # noqa: F403
from .parts.logs import *  # noqa: F403
from .parts.mail import *  # noqa: F403
from .parts.plugs import *  # noqa: F403
from .parts.security import *  # noqa: F403
from .parts.sso import *  # noqa: F403
from .parts.tasks import *  # noqa: F403
from .parts.texts import *  # noqa: F403
