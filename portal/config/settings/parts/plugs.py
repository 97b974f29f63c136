"""Ports and who fulfils them: dotted paths, loaded at first use and checked at start-up."""

# Who can tell how to reach a recipient of the outbox, by kind of recipient (portal.core.outbox).
ADDRESS_BOOKS: dict[str, str] = {}
