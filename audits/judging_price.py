"""What judges would be asked and cost, before any call."""

from collections.abc import Iterator, Sequence

from audits.folder import RunFolder
from audits.judging_asking import VERDICT_TOKENS, open_jobs
from audits.judging_bench import Bench, Seat, open_bench
from audits.judging_cases import FRAME_TOKENS
from audits.model import Price
from audits.pricing import ANSWER_TOKENS, LONGEST_ANSWER_TOKENS, prices_of, text_tokens, usd
from audits.spec import UNCERTAIN, Judge


def describe_judging(folder: RunFolder, judges: Sequence[Judge], *, to_ask: int) -> Iterator[str]:
    """One line a judge; *to_ask* is how many trials are still to be answered."""
    if not judges:
        return
    for line in describe_bench(open_bench(folder, judges), to_ask=to_ask):
        yield f"besides, {line}"


def describe_bench(bench: Bench, *, to_ask: int = 0) -> Iterator[str]:
    """One line a judge: the open votes on the answers there are, and on *to_ask* to come."""
    prices = prices_of(seat.judge.model for seat in bench.seats)
    for seat in bench.seats:
        yield _line(seat, bench, prices[seat.judge.model.label], to_ask)


def _line(seat: Seat, bench: Bench, price: Price | None, to_ask: int) -> str:
    rubric = text_tokens(bench.rubric.text)
    known = [rubric + job.case.tokens for job in open_jobs(seat, bench.cases)]
    to_come = to_ask * seat.judge.votes
    calls = len(known) + to_come
    tokens_in = sum(known) + to_come * (rubric + FRAME_TOKENS + ANSWER_TOKENS)
    spare = "at most " if to_ask and seat.judge.when == UNCERTAIN else ""
    tokens = tokens_in + calls * VERDICT_TOKENS
    told = f"{seat.scorer}: {spare}{calls} calls, about {tokens:,} tokens"
    note = "; one more for each reply that cannot be read"
    if price is None:
        return f"{told}, price unknown{note}"
    expected = usd(price, tokens_in, calls * VERDICT_TOKENS)
    longest = seat.judge.model.settings.max_tokens or LONGEST_ANSWER_TOKENS
    most = usd(price, tokens_in, calls * longest)
    return f"{told}, about ${expected:.2f} (at most ${most:.2f}; {price.source}){note}"
