"""The sources of the workforce."""

from pathlib import Path

from .environment import BASE_DIR, IN_PRODUCTION, VAR_DIR, env

# HRIS on the company's own network: their hosts may lead to private addresses, every other host may not.
HRIS_PRIVATE_HOSTS: list[str] = [host.lower() for host in env.list("BINOME_HRIS_PRIVATE_HOSTS", default=[])]

# The watched folders, one a source; a file without a marker is whole once it has stayed as it is for so many seconds.
HRIS_DROP = env.str("BINOME_HRIS_DROP", str(VAR_DIR / "hris"))
HRIS_SETTLES_AFTER = env.float("BINOME_HRIS_SETTLES_AFTER", 60)
HRIS_KEEP_DAYS = env.int("BINOME_HRIS_KEEP_DAYS", 30)

# Folders of mappings delivered as files, <source>.toml: one of the company's own, and the demo's where there can be a demo.
HRIS_MAPPINGS = [Path(folder) for folder in [env.str("BINOME_HRIS_MAPPINGS", "")] if folder]
if not IN_PRODUCTION:
    HRIS_MAPPINGS.append(BASE_DIR / "portal" / "demo" / "data" / "mappings")

# Where released figures are dropped for the HRIS: one folder a destination inside.
FIGURES_DROP = env.str("BINOME_FIGURES_DROP", str(VAR_DIR / "figures"))
