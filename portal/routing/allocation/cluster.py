"""Work a territory at a time on Dask distributed (`pip install .[cluster]`): on a cluster that is there, or one of this machine."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from portal.routing.errors import InstanceRefused


@contextmanager
def mapping(client: Any, workers: int) -> Iterator[Callable[..., list[Any]]]:
    """Yield a function that runs one task a part, like `map`; the arrays of a part travel once. Without `client` a cluster of
    this machine is started, and ended after. Raises InstanceRefused when Dask is not installed.
    """
    try:
        from distributed import Client, LocalCluster  # noqa: PLC0415  an extra: pip install .[cluster]
    except ImportError as missing:
        raise InstanceRefused(problem="the cluster backend needs Dask: pip install .[cluster]") from missing
    own = None
    if client is None:
        own = LocalCluster(n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None)
        client = Client(own)
    sent: dict[int, tuple[Any, Any]] = {}  # by identity; the part is kept, so that no later one takes its number

    def mapped(work: Callable[..., Any], parts: list[Any], *shared: Any) -> list[Any]:
        for part in parts:
            if id(part) not in sent:
                sent[id(part)] = part, client.scatter(part)
        futures = [client.submit(work, sent[id(part)][1], *shared, pure=False) for part in parts]
        found: list[Any] = client.gather(futures)
        return found

    try:
        yield mapped
    finally:
        if own is not None:
            client.close()
            own.close()
