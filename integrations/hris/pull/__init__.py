"""What every connector to an HRIS shares: calls, credentials, reading into a snapshot, and the settings of a source.

A connector is a room beside this one (`workday/`, `successfactors/`, `lucca/`) with a client, capabilities and a mapping, and one
line of `integrations.hris.registry`. It only reads, and asks for no more than what the allow-list keeps.
"""
