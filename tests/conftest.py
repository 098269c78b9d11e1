"""For all tests: property tests are about truth, not about this machine's speed."""

from hypothesis import settings

settings.register_profile("dosimeter", deadline=None)
settings.load_profile("dosimeter")
