"""A lane learns how hard a service may be asked."""

import asyncio

from audits.lane import COOL_S, PAUSE_S, START, Lane


class Clock:
    """A clock that moves when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def lane(clock: Clock, **limits) -> Lane:
    return Lane(name="x", clock=clock, **({"max_in_flight": 100} | limits))


def test_successes_grow_the_limit_up_to_the_maximum():
    """Each success allows one call more until the maximum is reached."""
    one = lane(Clock(), max_in_flight=START + 3)
    for _ in range(10):
        one.succeeded()
    assert int(one.limit) == START + 3


def test_a_push_back_halves_the_limit_once_for_a_burst():
    """Many 429s of one moment halve the limit once; a later one halves it again."""
    clock = Clock()
    one = lane(clock)
    one.limit = 80.0
    for _ in range(30):
        one.pushed_back(None)
    assert one.limit == 40.0
    clock.now += COOL_S + 0.1
    one.pushed_back(None)
    assert one.limit == 20.0


def test_the_limit_never_falls_below_one():
    """However often a service pushes back, one call may be in flight."""
    clock = Clock()
    one = lane(clock)
    for _ in range(50):
        clock.now += COOL_S + 1
        one.pushed_back(None)
    assert one.limit == 1.0


def test_a_server_error_pauses_growth_and_does_not_shrink():
    """After a 5xx the limit stays for a while, then grows again."""
    clock = Clock()
    one = lane(clock)
    one.stumbled()
    one.succeeded()
    assert int(one.limit) == START
    clock.now += PAUSE_S + 0.1
    one.succeeded()
    assert int(one.limit) == START + 1


async def test_retry_after_keeps_every_caller_of_the_lane_away():
    """When a service asks for a wait, the next attempt waits that long."""
    one = Lane(name="x", max_in_flight=5)
    one.pushed_back(0.2)
    started = asyncio.get_running_loop().time()
    await one.admit(10)
    assert asyncio.get_running_loop().time() - started >= 0.18


async def test_requests_a_minute_hold_over_a_burst():
    """60 requests a minute let through 5 at once and then one a second."""
    one = Lane(name="x", max_in_flight=50, requests_per_minute=60)
    started = asyncio.get_running_loop().time()
    await asyncio.gather(*(one.admit(1) for _ in range(6)))
    assert 0.9 <= asyncio.get_running_loop().time() - started < 2


def test_every_shrink_is_in_the_history():
    """The history tells when the limit fell and why."""
    clock = Clock()
    one = lane(clock)
    clock.now = 7.0
    one.pushed_back(None)
    last = one.record()["history"][-1]
    assert last == {"at_s": 7.0, "limit": START // 2, "why": "pushed back"}
