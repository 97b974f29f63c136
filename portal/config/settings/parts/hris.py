"""The sources of the workforce."""

from .environment import env

# HRIS on the company's own network: their hosts may lead to private addresses, every other host may not.
HRIS_PRIVATE_HOSTS: list[str] = [host.lower() for host in env.list("BINOME_HRIS_PRIVATE_HOSTS", default=[])]
