"""What `audits` may use of this package."""

import prompts


def test_exports_are_sorted_and_exist():
    """`__all__` is sorted as ruff sorts it and names only what is there."""
    assert len(set(prompts.__all__)) == len(prompts.__all__)
    assert all(hasattr(prompts, name) for name in prompts.__all__)
