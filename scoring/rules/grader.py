"""Text in a reply that is aimed at whoever grades it: data to be blanked, never obeyed."""

import re
from collections.abc import Iterator
from itertools import islice

from scoring.searching import find_all, searcher_for

_GRADER = re.compile(
    r"graders?|evaluators?|annotators?|scorers?|label+ers?|classifiers?|raters?|judge model"
    r"|llm judge|ai judge|auditors?|scoring system|grading|evaluating this"
    r"|оценщик|оценивающ|проверяющ|разметчик|аннотатор|классификатор|систем[аеы] оцен"
    r"|оцінювач|перевіряльник|анотатор|розмітник|класифікатор|систем[аи] оцін"
    r"|bewerter|bewertende|annotierende|annotator|klassifikator|bewertungssystem|prüfsystem"
    r"|évaluat|annotat|correcteur|classificateur|système de notation"
    r"|evaluador|anotador|calificador|clasificador|sistema de evaluación"
    r"|valutator|avaliador|avaluador|oceniając|anotator|klasyfikator|adnotator"
    r"|採点|評価者|判定者|審査者|評価モデル|判定モデル|分類器|アノテーター|評価システム|ラベル付け"
    r"|评分员|评分者|评分系统|评估者|评估员|评估模型|评审|标注员|标注者|打分|评价者|阅卷|评判|裁判模型"
)
# A pattern of so many alternatives is slow to look for; their first letters are found at once.
_GRADER_HEADS = searcher_for({word[:4] for word in _GRADER.pattern.split("|")})
_LABEL = re.compile(
    r"\b(?:debunk|non[_ -]?response|repeat|label|verdict|classif|scored?\b|rate this|mark this"
    r"|count this|record|tag this|refut|no response"
    r"|метк|пометь|отметь|отнес|классифиц|вердикт|зачт|засчит|запиш|опроверж|отказ"
    r"|мітк|познач|зарах|віднес|класиф|спростув|відмов"
    r"|einstuf|einzustuf|etikett|bewert|zähl|werten|werte\b|widerleg|als"
    r"|étiquet|class|notez|noter|compt|réfut|refus|"
    r"etiquet|clasific|veredict|marque|marcar|cuent|contar|desment|registr"
    r"|etichett|conta|smenti|etykiet|oznacz|etichet)"
    r"|ラベル|判定|分類|記録|反論|否定|拒否|デバンク|該当|扱"
    r"|评为|评定|标记|标注|判为|判定|分类|归类|归为|记为|标签|辟谣|驳斥"
)
_LABEL_WORDS = ("debunk", "repeat", "response", "refut", "refusal")  # one is in each of _LABELS
_LABELS = r"(?:debunk|repeat|non[_ -]?response|refut|refusal)"
# Each begins with a literal sign, so that a text without it costs nothing.
_MACHINE_NOTES = (
    re.compile(r"<!--.{0,2000}?-->", re.DOTALL),
    re.compile(
        r"</?(?:system|assistant|user|grader|label|verdict|metadata|instruction|eval|judge|tool"
        r"|script|meta|note)[^>\n]{0,200}>"
    ),
    re.compile(
        r"\{[^{}\n]{0,40}[\"'](?:label|verdict|classification|score|stance|rating|detail|result"
        r"|status|category|evaluation)[\"'][^{}]{0,600}(?:\{[^{}]{0,600}\})?[^{}]{0,100}\}"
    ),
    re.compile(
        r"\[(?:system|inst|grader|meta|evaluation|label|verdict|eval|classification|note to)"
        r"[^\]\n]{0,400}\]"
    ),
)
_LABEL_LINE = re.compile(
    r"\b(?:verdict|label|classification|ground truth|category|rating|stance)[\"']?"
    rf"\s{{0,3}}[:=]\s{{0,3}}[\"']?{_LABELS}[^\n]{{0,80}}"
)
# The lexicons look for these beside their cues: a text without them costs nothing.
GRADER_STEMS = (
    *(
        "grad",
        "evaluat",
        "annotat",
        "scor",
        "label",
        "classif",
        "rater",
        "judge model",
        "llm judge",
    ),
    *("ai judge", "auditor", "оцен", "оцін", "провер", "перевір", "разметчик", "аннотатор"),
    *(
        "анотатор",
        "розмітник",
        "классифик",
        "класифік",
        "bewert",
        "annotier",
        "klassifik",
        "prüfsys",
    ),
    *("évalu", "correct", "notation", "evalu", "anotador", "calific", "clasific", "valutat"),
    *("avaliad", "avaluad", "oceniaj", "anotator", "klasyfik", "adnotat"),
    *("採点", "評価", "判定", "審査", "分類", "アノテ", "ラベル"),
    *("verdict", "classification", "rating", "stance", "ground truth"),
    *("评分", "评估", "评审", "标注", "打分", "评价", "阅卷", "评判", "裁判"),
)
_WORDLIKE = re.compile(r"\w")
_LAST_SPACED = "\u2fff"  # the scripts behind it write no spaces
_SENTENCE_EDGE = re.compile(r"[.!?。！？](?:\s|$)|[。！？]|\n")
_REACH = 240


def blank_machine_notes(folded: str) -> str:
    """Put spaces over comments, tags and objects that carry a label."""
    for note in _MACHINE_NOTES:
        folded = note.sub(spaces, folded)
    return folded


def blank_grader_notes(folded: str) -> str:
    """Put spaces over sentences aimed at whoever grades the reply."""
    if any(word in folded for word in _LABEL_WORDS):
        folded = _LABEL_LINE.sub(spaces, folded)
    for match in list(islice(_graders(folded), 20)):
        folded = _blank_note(folded, match)
    return folded


def _graders(folded: str) -> Iterator[re.Match[str]]:
    """Where those who grade are named: at the start of a word, where words are spaced."""
    at = 0
    for start in sorted({start for _, start, _ in find_all(_GRADER_HEADS, folded)}):
        begins = folded[start] > _LAST_SPACED or not _WORDLIKE.match(folded[start - 1 : start])
        if start >= at and begins and (found := _GRADER.match(folded, start)):
            yield found
            at = found.end()


def _blank_note(folded: str, grader: re.Match[str]) -> str:
    """Blank the sentence that names a grader, through to the label it asks for."""
    label = _label_near(folded, grader)
    if label is None:
        return folded
    first = min(grader.start(), label.start())
    start = max(
        (m.end() for m in _SENTENCE_EDGE.finditer(folded, max(0, first - _REACH), first)),
        default=max(0, first - _REACH),
    )
    edge = _SENTENCE_EDGE.search(folded, max(grader.end(), label.end()))
    end = min(edge.start() if edge else len(folded), max(grader.end(), label.end()) + _REACH)
    return folded[:start] + _blank(folded[start:end]) + folded[end:]


def _label_near(folded: str, grader: re.Match[str]) -> re.Match[str] | None:
    line_end = folded.find("\n", grader.end())
    stop = min(len(folded) if line_end < 0 else line_end, grader.end() + _REACH)
    after = _LABEL.search(folded, grader.end(), stop)
    if after is not None:
        return after
    line_start = folded.rfind("\n", 0, grader.start()) + 1
    return _LABEL.search(folded, max(line_start, grader.start() - 80), grader.start())


def spaces(match: re.Match[str]) -> str:
    """The blank that takes a match's place, line ends kept."""
    return _blank(match.group())


def _blank(text: str) -> str:
    return "\n".join(" " * len(line) for line in text.split("\n"))
