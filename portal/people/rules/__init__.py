"""Pure rules of the workforce: contracts, the record, the differ, the brakes."""

from .contracts import is_employed, status_on, tenure_band

__all__ = ["is_employed", "status_on", "tenure_band"]
