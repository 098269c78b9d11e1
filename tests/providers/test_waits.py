"""Every form in which services say how long to wait."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.waits import duration_s, retry_after_s

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "31"}, 31),
        ({"Retry-After": " 1.5 "}, 1.5),
        ({"retry-after": "6m0s"}, 360),
        ({"retry-after-ms": "250"}, 0.25),
        ({"retry-after": "1", "retry-after-ms": "0"}, 1),
        ({"retry-after": format_datetime(NOW + timedelta(seconds=90), usegmt=True)}, 90),
        ({"retry-after": (NOW + timedelta(seconds=5)).isoformat()}, 5),
        ({"retry-after": format_datetime(NOW - timedelta(hours=1), usegmt=True)}, 0),
        ({"retry-after": "-3"}, 0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({}, None),
    ],
)
def test_a_header_is_read(headers, seconds):
    """Seconds, milliseconds, Go durations and dates are understood; nonsense is nothing."""
    assert retry_after_s(headers, now=NOW) == seconds


@pytest.mark.parametrize(
    ("message", "seconds"),
    [
        ("Please try again in 1.2s.", 1.2),
        ("Please try again in 6m0s.", 360),
        ("Please try again in 20ms.", 0.02),
        ("Please retry in 48.94s.", 48.94),
        ("Please retry after 20 seconds.", 20),
        ("Try again in 2 minutes", 120),
        ("Wait for 1 hour", 3600),
        ("The model is overloaded.", None),
    ],
)
def test_a_sentence_is_read(message, seconds):
    """Where only the message tells, the message is read."""
    assert retry_after_s({}, message=message, now=NOW) == pytest.approx(seconds)


def test_googles_delay_is_prolonged_because_it_is_rounded_down():
    """RetryInfo says 48 s where 48.9 s are left."""
    body = {"error": {"details": [{"retryDelay": "48s"}]}}
    assert retry_after_s({}, body, now=NOW) == 49


def test_the_longest_wait_counts():
    """Several forms together: asking at the earliest would fail again."""
    body = {"error": {"details": [{"retryDelay": "7s"}]}}
    assert retry_after_s({"retry-after": "3"}, body, "try again in 5s", now=NOW) == 8


@given(st.floats(min_value=0, max_value=1e5, allow_nan=False))
def test_any_number_of_seconds_is_read_back(seconds):
    """A float in the header comes back as itself."""
    assert retry_after_s({"retry-after": repr(seconds)}, now=NOW) == seconds


@given(st.text())
def test_no_header_can_break_the_reading(text):
    """Whatever a server writes there, the outcome is a wait that is not negative, or nothing."""
    wait = retry_after_s({"retry-after": text, "retry-after-ms": text}, text, text, now=NOW)
    assert wait is None or wait >= 0


@given(st.integers(0, 59), st.integers(0, 59))
def test_durations_add_up(minutes, seconds):
    """Minutes and seconds as Go writes them."""
    assert duration_s(f"{minutes}m{seconds}s") == minutes * 60 + seconds
