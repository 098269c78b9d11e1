"""Groq: open models, and the compound systems that always may search."""

from typing import Any

from providers.base import Settings
from providers.services.wires import OPENAI_CLIENT, chat
from providers.spec import Service

COUNTRIES = {
    "AR": "argentina",
    "AT": "austria",
    "AU": "australia",
    "BE": "belgium",
    "BG": "bulgaria",
    "BR": "brazil",
    "CA": "canada",
    "CH": "switzerland",
    "CL": "chile",
    "CN": "china",
    "CO": "colombia",
    "CZ": "czech republic",
    "DE": "germany",
    "DK": "denmark",
    "EE": "estonia",
    "ES": "spain",
    "FI": "finland",
    "FR": "france",
    "GB": "united kingdom",
    "GR": "greece",
    "HU": "hungary",
    "ID": "indonesia",
    "IE": "ireland",
    "IL": "israel",
    "IN": "india",
    "IT": "italy",
    "JP": "japan",
    "KR": "south korea",
    "LT": "lithuania",
    "LV": "latvia",
    "MD": "moldova",
    "MX": "mexico",
    "NL": "netherlands",
    "NO": "norway",
    "NZ": "new zealand",
    "PH": "philippines",
    "PL": "poland",
    "PT": "portugal",
    "RO": "romania",
    "RS": "serbia",
    "SE": "sweden",
    "SG": "singapore",
    "SK": "slovakia",
    "TR": "turkey",
    "TW": "taiwan",
    "UA": "ukraine",
    "US": "united states",
    "ZA": "south africa",
}
"""Groq takes a country's English name, specs hold its code."""


def _search_settings(settings: Settings) -> dict[str, Any]:
    code = (settings.location or {}).get("country", "")
    country = COUNTRIES.get(code.upper())
    return {"search_settings": {"country": country}} if country and settings.search else {}


def _unmet(settings: Settings) -> list[str]:
    code = (settings.location or {}).get("country")
    if code and code.upper() not in COUNTRIES:
        return [f"groq takes a country by name, and {code!r} is not among the known ones"]
    return []


SERVICE = Service(
    name="groq",
    title="Groq",
    apis={"chat": chat(_search_settings)},
    base_url="https://api.groq.com/openai/v1",
    key_env="GROQ_API_KEY",
    openai_apis=OPENAI_CLIENT,
    unmet=_unmet,
    not_possible="search with groq/compound only, which hides the model that answered",
)
