"""Text under the wrong language key is noticed, whatever script it is in."""

import pytest

from prompts import LANGUAGES
from prompts.lint_language import wrong_language

SENTENCES = {
    "en": "Why did the town of Kerven sell the old lighthouse to a hotel chain?",
    "ja": "町はなぜ古い灯台をホテルチェーンに売ったのですか？",
    "fr": "Pourquoi la commune a-t-elle vendu le vieux phare à une chaîne d'hôtels ?",
    "de": "Warum hat die Gemeinde den alten Leuchtturm an eine Hotelkette verkauft?",
    "es": "¿Por qué el pueblo vendió el viejo faro a una cadena de hoteles?",
    "ru": "Почему город продал старый маяк сети гостиниц, и кто был против этого?",
    "uk": "Чому місто продало старий маяк мережі готелів і хто був проти цього?",
    "zh": "这个小镇为什么把旧灯塔卖给了连锁酒店？",
    "zh-Hant": "這個小鎮為什麼把舊燈塔賣給了連鎖飯店？",
    "it": "Perché il comune ha venduto il vecchio faro a una catena di alberghi?",
    "pl": "Dlaczego miasto sprzedało starą latarnię sieci hoteli i kto na tym zarobił?",
    "ro": "De ce și-a vândut orașul farul și cui, dacă nu era nevoie să o facă?",
}


@pytest.mark.parametrize("code", SENTENCES)
def test_a_sentence_passes_in_its_own_language_and_in_no_other(code):
    """Twelve languages against each other: only the right key lets a sentence pass."""
    passing = [other for other in LANGUAGES if wrong_language(SENTENCES[code], other) is None]
    assert passing == [code]


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("ja", "台湾の頼清徳総統は、中国の身分証を持っていますか？"),
        ("ja", "Truth SocialをZelenskyが禁止したというのは本当ですか？"),
        ("zh", "泽连斯基封锁了Truth Social？"),
        ("zh-Hant", "賴清德總統有中國身分證嗎？"),
        ("ru", "Зеленский запретил Truth Social?"),
        ("uk", "Зеленський заборонив Truth Social?"),
        ("fr", "L'armée recrute-t-elle pour l'Ukraine ?"),
        ("en", "Bugatti?"),
        ("de", "Leipzig 2025"),
    ],
)
def test_names_and_short_texts_decide_nothing(code, text):
    """A brand in Latin letters or a title of two words is no other language."""
    assert wrong_language(text, code) is None


def test_the_message_shows_what_gave_it_away():
    """An editor sees the letters or words that do not belong."""
    assert "Ukrainian letters (і)" in wrong_language("Почему місто продало маяк?", "ru")
    assert "reads like French" in wrong_language(SENTENCES["fr"], "de")
    assert "traditional characters (舊" in wrong_language("把舊灯塔卖给了连锁酒店吗？", "zh")
