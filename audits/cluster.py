"""Scores a run over a dask cluster, with the same function that one process uses.

The workers need Dosimeter installed and the run's folder under the same path (a shared disk).
Needs the extra `dist`.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from audits.errors import RunError, SpecError
from audits.score_pieces import Mapper, Piece, Scored, score_piece

CONNECT_S = 20


def cluster_mapper(address: str, *, ahead_per_worker: int = 3) -> Mapper:
    """How pieces are scored over the scheduler at *address*, results in the order of the pieces.

    Raises `RunError` when no scheduler answers there, or it has no workers.
    """
    client = _client(address)

    def run(pieces: list[Piece]) -> Iterator[Scored]:
        waiting = iter(pieces)
        ahead = max(1, ahead_per_worker * len(client.scheduler_info()["workers"]))
        under_way = [_submit(client, piece) for piece in islice(waiting, ahead)]
        while under_way:
            yield under_way.pop(0).result()
            under_way.extend(_submit(client, piece) for piece in islice(waiting, 1))

    return run


def _submit(client: Any, piece: Piece) -> Any:
    return client.submit(score_piece, piece, pure=False)


def _client(address: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise SpecError("--dask needs the extra `dist`: pip install 'dosimeter[dist]'") from None
    try:
        client: Any = Client(address, timeout=CONNECT_S)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        raise RunError(
            f"{address}: no dask scheduler answers there ({error}); "
            "`dask scheduler` and `dask worker ADDRESS` start one"
        ) from error
    if not client.scheduler_info()["workers"]:
        raise RunError(f"{address}: the scheduler has no workers; `dask worker {address}`")
    return client
