"""Text messages, for employees without a company account: a gateway over HTTP, or a folder on a developer's machine."""

from .environment import DEBUG, env

SMS_URL: str = env.str("BINOME_SMS_URL", "")
SMS_TOKEN: str = env.str("BINOME_SMS_TOKEN", "")
SMS_SENDER: str = env.str("BINOME_SMS_SENDER", "Binome")
# Who sends text messages (portal.people.ports.TextMessages); empty, and no screen offers a telephone.
TEXT_MESSAGES = "integrations.messaging.texts.by_gateway" if SMS_URL else "integrations.messaging.texts.to_folder" if DEBUG else ""
