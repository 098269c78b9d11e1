"""Google Gemini: generateContent with Google Search."""

from providers.batches import gemini as gemini_batches
from providers.service import Shape
from providers.shapes import gemini
from providers.spec import Service


def _headers(key: str) -> dict[str, str]:
    return {"x-goog-api-key": key}  # never in the address, where it would reach logs


SERVICE = Service(
    name="gemini",
    title="Google Gemini",
    apis={"generate": Shape(path=gemini.path, build=gemini.build, read=gemini.read)},
    base_url="https://generativelanguage.googleapis.com/v1beta",
    key_env="GEMINI_API_KEY",
    auth=_headers,
    resolves_redirects=True,
    batches=gemini_batches.SHAPE,
    not_possible="a country cannot be given, only latitude and longitude; citations are"
    " redirects, resolved when the answer arrives",
)
