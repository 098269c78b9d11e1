"""The page about providers is made from the registry, so it cannot go out of date unseen."""

from pathlib import Path

from providers.capabilities import capabilities
from providers.documenting import providers_page
from providers.prices import price_of
from providers.registry import services

PAGE = Path(__file__).parents[2] / "docs" / "providers.md"


def test_the_page_is_current():
    """Run `python -m providers.documenting > docs/providers.md` when this fails."""
    assert PAGE.read_text(encoding="utf-8") == providers_page()


def test_every_service_and_its_key_are_on_the_page():
    """Nothing that can be asked goes undocumented."""
    page = providers_page()
    for service in services():
        assert f"| `{service.name}` | `{service.key_env}`" in page
        assert service.not_possible in page


def test_every_priced_service_exists():
    """A price belongs to a service that can be asked."""
    assert price_of("gemini", "gemini-2.5-pro") is not None
    assert {"openai", "anthropic", "gemini"} <= {service.name for service in services()}
    assert capabilities("openai").batch
