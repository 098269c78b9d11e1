"""The archives, caches, proxies, translators and redirects that carry another page's address."""

import re
from base64 import urlsafe_b64decode
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from scoring.hosts_channels import CHANNEL_HOSTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrapper:
    """How a host carries an address.

    *in_path* and *in_host* tell that it may stand there, *in_query* that it is the whole query;
    *pattern* finds it in the rest of the address (group 1). *under* limits path, query and
    pattern to the beginnings of paths. *decode* undoes an encoding of the service's own, which
    *keeps_encoding* protects from percent-decoding.
    """

    in_path: bool = False
    in_host: bool = False
    in_query: bool = False
    pattern: re.Pattern[str] | None = None
    under: tuple[str, ...] = ("",)
    decode: Callable[[str], str] = str
    keeps_encoding: bool = False


def _query(*names: str, under: tuple[str, ...] = ("",)) -> Wrapper:
    """An address that is the value of a query parameter."""
    choice = "|".join(re.escape(name) for name in names)
    pattern = re.compile(rf"[?&;](?:{choice})=([^&#]+)", re.IGNORECASE)
    return Wrapper(pattern=pattern, under=under)


def _cached(value: str) -> str:
    """Google's cache: `cache:hash:host/path+words`."""
    return re.sub(r"^cache:(?:[\w\-]{8,16}:(?!/))?", "", re.split(r"[ +]", value.strip())[0])


def _bing(value: str) -> str:
    """Bing's redirect: `a1` and the address in base 64."""
    try:
        return urlsafe_b64decode(value[2:] + "=" * (-len(value[2:]) % 4)).decode()
    except ValueError:
        return ""


def _proofpoint(value: str) -> str:
    """Proofpoint's redirect, version 2, writes percent signs as `-` and slashes as `_`."""
    return unquote(value.replace("-", "%").replace("_", "/"))


_PATH = Wrapper(in_path=True)
_WHOLE_QUERY = Wrapper(in_query=True)
_CACHE = Wrapper(
    pattern=re.compile(r"[?&]q=(cache(?::|%3a)[^&#]+)", re.IGNORECASE),
    under=("/search",),
    decode=_cached,
)
_TRANSLATOR = _query("u", "url", "a", "query")

GOOGLE_HOST = re.compile(r"(?:^|\.)(google\.(?:com?\.)?[a-z]{2,3})$")
GOOGLE = (
    _query("q", "url", "imgrefurl", "imgurl", under=("/url", "/imgres", "/interstitial")),
    _query("u"),  # the translator
    Wrapper(in_path=True, under=("/amp/",)),
    _CACHE,
)
"""Google has a host in every country; these hold for all of them."""

_ARCHIVES = (
    "web.archive.org",
    "wayback.archive.org",
    "web-beta.archive.org",
    "wayback.archive-it.org",
    "archive.today",
    "archive.ph",
    "archive.is",
    "archive.li",
    "archive.md",
    "archive.vn",
    "archive.fo",
    "ghostarchive.org",
    "arquivo.pt",
    "gyo.tc",
    "megalodon.jp",
    "timetravel.mementoweb.org",
    "webarchive.loc.gov",
    "webarchive.nationalarchives.gov.uk",
    "webarchive.org.uk",
    "webcitation.org",
    "archive.wikiwix.com",
)

WRAPPERS: dict[str, tuple[Wrapper, ...]] = {
    **dict.fromkeys(_ARCHIVES, (_PATH, _query("url", "q", "term"))),
    "archive.org": (
        Wrapper(in_path=True, under=("/web/",)),
        _query("url", under=("/wayback/",)),
    ),
    # readers and proxies
    **dict.fromkeys(
        (
            "12ft.io",
            "1ft.io",
            "cors-anywhere.herokuapp.com",
            "outline.com",
            "pure.md",
            "r.jina.ai",
            "removepaywall.com",
            "removepaywalls.com",
            "secure-web.cisco.com",
            "smry.ai",
            "translate.kagi.com",
            "translated.turbopages.org",
            "txtify.it",
        ),
        (_PATH, _query("q", "url")),
    ),
    "api.allorigins.win": (_query("url"),),
    "corsproxy.io": (_query("url"), _WHOLE_QUERY),
    "googleweblight.com": (_query("lite_url", "u"),),
    # caches and translators
    "webcache.googleusercontent.com": (_CACHE,),
    "cdn.ampproject.org": (Wrapper(in_host=True), _PATH),
    "amp.cloudflare.com": (Wrapper(in_host=True), _PATH),
    "bing-amp.com": (Wrapper(in_host=True), _PATH),
    "translate.goog": (Wrapper(in_host=True),),
    "fanyi.baidu.com": (_TRANSLATOR,),
    "microsofttranslator.com": (_TRANSLATOR,),
    "papago.naver.net": (_TRANSLATOR,),
    "translate.yandex.com": (_TRANSLATOR,),
    "translate.yandex.net": (_TRANSLATOR,),
    "translate.yandex.ru": (_TRANSLATOR,),
    "translatetheweb.com": (_TRANSLATOR,),
    # redirects
    **dict.fromkeys(
        ("l.facebook.com", "l.instagram.com", "l.messenger.com", "l.threads.com", "l.threads.net"),
        (_query("u"),),
    ),
    "facebook.com": (_query("u", under=("/l.php", "/flx/warn")),),
    "lm.facebook.com": (_query("u"),),
    "l.wl.co": (_query("u"),),
    "bing.com": (
        Wrapper(
            pattern=re.compile(r"[?&]u=(a1[\w\-]+)"),
            under=("/ck/",),
            decode=_bing,
            keeps_encoding=True,
        ),
    ),
    "clck.yandex.ru": (_query("url"),),
    "disq.us": (_query("url"),),
    "duckduckgo.com": (_query("uddg", under=("/l/",)), _query("u", under=("/iu/",))),
    "getpocket.com": (_query("url", under=("/redirect",)),),
    "go.skimresources.com": (_query("url"),),
    "linkedin.com": (_query("url", under=("/redir/", "/safety/go")),),
    "out.reddit.com": (_query("url"),),
    "r.search.yahoo.com": (Wrapper(pattern=re.compile(r"/RU=([^/]+)/")),),
    "safelinks.protection.outlook.com": (_query("url"),),
    "slack-redir.net": (_query("url"),),
    "steamcommunity.com": (_query("u", "url", under=("/linkfilter",)),),
    "t.me": (_query("url", under=("/iv",)),),
    "t.umblr.com": (_query("z"),),
    "urldefense.com": (Wrapper(pattern=re.compile(r"/v3/__(.+?)__;")),),
    "urldefense.proofpoint.com": (
        Wrapper(
            pattern=re.compile(r"[?&]u=([^&#]+)"),
            under=("/v2/",),
            decode=_proofpoint,
            keeps_encoding=True,
        ),
    ),
    "vk.com": (_query("to", under=("/away",)),),
    "yandex.ru": (_query("url", under=("/clck/",)), _query("text", under=("/turbo",))),
    "youtube.com": (_query("q", under=("/redirect",)),),
    **dict.fromkeys(
        ("anonym.to", "blankrefer.com", "dereferer.me", "href.li", "nullrefer.com"),
        (_WHOLE_QUERY,),
    ),
}
"""Wrappers by host; subdomains behave alike."""

OPAQUE = frozenset(
    {
        *_ARCHIVES,  # their short form
        "bit.ly",
        "buff.ly",
        "goo.gl",
        "is.gd",
        "lnkd.in",
        "news.google.com",
        "ow.ly",
        "perma.cc",
        "share.google",
        "t.co",
        "tinyurl.com",
        "vertexaisearch.cloud.google.com",  # Gemini's grounding; the title names the site
    }
)
"""Hosts of addresses that do not show where they lead."""

CARRIERS = frozenset({*WRAPPERS, *CHANNEL_HOSTS, "google.com"})
"""Hosts that are not listed themselves and behind which a listed address may stand."""
