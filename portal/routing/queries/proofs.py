"""Checking a stored run again: its sealed input against its certificate and hashes, without the solver."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from cryptography.fernet import InvalidToken

from portal.core.encryption import unseal
from portal.routing.enums import ProposalState
from portal.routing.models import AllocationRun, RunInput
from portal.routing.rules.seeds import key_of

if TYPE_CHECKING:
    from portal.routing.allocation.instance import Instance, Integers


def verified(*, run: AllocationRun) -> list[str]:
    """Return what is wrong with a stored run, in sentences; nothing for one that holds. A purged one says so."""
    from portal.routing.allocation.certificate import verify  # noqa: PLC0415  numpy loads for this alone
    from portal.routing.allocation.instance import input_sha256  # noqa: PLC0415  as above

    if run.purged_at is not None:
        return [f"input: purged on {run.purged_at:%Y-%m-%d}, six months after the campaign; its hash was {run.input_sha256}"]
    kept = RunInput.objects.filter(run=run).first()
    if kept is None:
        return ["input: the run has none"]
    try:
        instance, programme = unpacked(sealed=bytes(kept.sealed), seed=run.seed)
    except (InvalidToken, ValueError, KeyError):
        return ["input: it cannot be opened; it was changed, or the key is not here"]
    problems = verify(instance, programme, run.certificate)
    if run.input_sha256 != input_sha256(instance):
        problems.append("input_sha256: the row of the run and its input differ")
    stored = {"objective": run.objective, "bound": run.bound, "allocation_sha256": run.allocation_sha256, "seed": run.seed}
    problems += [f"{name}: the row says {own}" for name, own in stored.items() if run.certificate.get(name) != own]
    return problems + _problems_of_proposals(run, instance)


def unpacked(*, sealed: bytes, seed: int) -> tuple[Instance, Integers]:
    """Return the canonical instance and the allocation of a sealed input. Raises InvalidToken, ValueError, KeyError."""
    instance, arrays = arrays_of(sealed=sealed, seed=seed)
    return instance, arrays["programme"].astype("int64")


def arrays_of(*, sealed: bytes, seed: int) -> tuple[Instance, dict[str, Any]]:
    """Return the canonical instance of a sealed input and everything kept with it: `programme` (the allocation), `other` (that of
    the other method), `wish` and `priority` by arc. Raises InvalidToken, ValueError, KeyError.
    """
    import numpy as np  # noqa: PLC0415  it loads for this alone

    from portal.routing.allocation.instance import instance_of  # noqa: PLC0415  as above

    with np.load(BytesIO(unseal(sealed)), allow_pickle=False) as found:
        arrays: dict[str, Any] = {name: found[name] for name in found.files}
    return instance_of(arrays, seed=seed), arrays


def _problems_of_proposals(run: AllocationRun, instance: Instance) -> list[str]:
    """No programme has more proposals standing as they were made than the allocation gave it."""
    keys = [
        key_of(pk, run.seed) for pk in run.proposals.filter(state=ProposalState.PROPOSED).values_list("programme_id", flat=True)
    ]
    columns = {int(key): column for column, key in enumerate(instance.programme_key.tolist())}
    lost = sum(key not in columns for key in keys)
    return [f"proposals: {lost} for programmes that were not in the run"] if lost else []
