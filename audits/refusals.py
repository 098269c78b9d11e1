"""What would keep `run` from beginning: every missing key, and a budget that cannot be kept."""

from collections.abc import Callable, Iterable, Iterator, Mapping

from audits.errors import RunError, SpecError
from audits.folder import RunFolder
from audits.model import Model, Price
from audits.prepare import refuse_unmet
from audits.pricing import prices_of, refuse_unpriced
from audits.seal import refuse_sealed
from audits.spec import Judge
from providers.errors import SettingsError
from providers.registry import way_to


def refusals(
    folder: RunFolder,
    asked: Iterable[Model],
    judges: Iterable[Judge],
    prices: Mapping[str, Price | None],
    *,
    budget_usd: float | None,
) -> Iterator[str]:
    """All that `run` would refuse one by one; *asked* are the models with something to ask."""
    readers = [judge.model for judge in judges]
    yield from _refused(lambda: refuse_sealed(folder))
    yield from _refused(lambda: refuse_unmet(tuple(readers)))
    if budget_usd is not None:
        yield from _refused(lambda: refuse_unpriced({**prices, **prices_of(readers)}))
    yield from _unreachable(
        [(m.label, m) for m in asked] + [(f"judge {m.label}", m) for m in readers]
    )


def refuse_all(
    folder: RunFolder,
    asked: Iterable[Model],
    judges: Iterable[Judge],
    prices: Mapping[str, Price | None],
    *,
    budget_usd: float | None,
) -> None:
    """Raise `SpecError` naming all of it, a line each, so that it can be mended in one go."""
    found = list(refusals(folder, asked, list(judges), prices, budget_usd=budget_usd))
    if found:
        raise SpecError("\n".join(found))


def _refused(check: Callable[[], object]) -> Iterator[str]:
    try:
        check()
    except (RunError, SpecError) as error:
        yield from str(error).splitlines()


def _unreachable(models: Iterable[tuple[str, Model]]) -> Iterator[str]:
    """What lacks to reach the models, each lack once, behind the names of all that it stops."""
    lacking: dict[str, list[str]] = {}
    for name, model in models:
        if model.is_control:
            continue
        try:
            way_to(model.provider, model.settings)
        except SettingsError as error:
            lacking.setdefault(str(error), []).append(name)
    for lack, names in lacking.items():
        yield f"{', '.join(names)}: {lack}"
