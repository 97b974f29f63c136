"""Numbers drawn from stable ids: the same id gives the same number, whatever the order of rows."""

from hashlib import blake2b
from uuid import UUID


def seed_of(run_id: UUID) -> int:
    """Return the seed of a run: 63 bits of its id, so that nobody chooses it."""
    return int.from_bytes(blake2b(run_id.bytes, digest_size=8).digest()) >> 1


def key_of(record_id: UUID, seed: int) -> int:
    """Return the number that stands for a record in one run's arrays (63 bits): runs cannot be joined by it."""
    return int.from_bytes(blake2b(record_id.bytes, key=seed.to_bytes(8), digest_size=8).digest()) >> 1
