"""What judges would be asked and cost, before any call."""

from collections.abc import Iterator, Sequence

from audits.folder import RunFolder
from audits.judging_asking import VERDICT_TOKENS
from audits.judging_bench import Bench, Seat, open_bench
from audits.judging_cases import FRAME_TOKENS
from audits.model import Price
from audits.pricing import ANSWER_TOKENS, LONGEST_ANSWER_TOKENS, prices_of, text_tokens, usd
from audits.spec import UNCERTAIN, Judge


def describe_judging(folder: RunFolder, judges: Sequence[Judge], *, to_ask: int) -> Iterator[str]:
    """One line a judge; *to_ask* is how many trials are still to be answered."""
    if not judges:
        return
    bench = open_bench(folder, judges)
    prices = prices_of(judge.model for judge in judges)
    for seat in bench.seats:
        yield _line(seat, bench, prices[seat.judge.model.label], to_ask)


def _line(seat: Seat, bench: Bench, price: Price | None, to_ask: int) -> str:
    calls = seat.missing(bench.cases) + to_ask * seat.judge.votes
    each = text_tokens(bench.rubric.text) + FRAME_TOKENS + ANSWER_TOKENS
    spare = "at most " if seat.judge.when == UNCERTAIN else ""
    tokens = calls * (each + VERDICT_TOKENS)
    told = f"besides, {seat.scorer}: {spare}{calls} calls, about {tokens:,} tokens"
    note = "; one more for each reply that cannot be read"
    if price is None:
        return f"{told}, price unknown{note}"
    expected = calls * usd(price, each, VERDICT_TOKENS)
    longest = seat.judge.model.settings.max_tokens or LONGEST_ANSWER_TOKENS
    most = calls * usd(price, each, longest)
    return f"{told}, about ${expected:.2f} (at most ${most:.2f}; {price.source}){note}"
