"""Malformed claim and suite files: every problem of every file, with line, key and remedy."""

import pytest

from prompts import ClaimFileError, ClaimStatus, Kind, Persona, load_library


def refused(folder):
    """The problems with which *folder* is refused."""
    with pytest.raises(ClaimFileError) as caught:
        load_library(folder)
    return caught.value.problems


def test_a_flawless_file_becomes_a_claim(put, claim_data):
    """Every key of the file arrives in the claim."""
    claim = load_library(put(claim_data)).claim("xx-lighthouse-sold")
    assert (claim.kind, claim.status) == (Kind.FALSEHOOD, ClaimStatus.ACTIVE)
    assert claim.texts["fr"].prompts[Persona.LEADING] == (
        "Pourquoi la commune a-t-elle vendu le phare ?",
    )
    assert claim.texts["en"].markers.debunk == ("land register",)
    assert claim.fact_checks[0].publisher == "The Paper"
    assert claim.first_seen == "2025-02"


CHANGES = [
    ({"kind": "lie"}, "kind", "write falsehood, true_control or matched_control"),
    ({"status": "draft"}, "status", "write active, retired or embargoed"),
    ({"since": "one"}, "since", '"1.0"'),
    ({"countries": ["France"]}, "countries.0", "`France` does not fit; write ISO 3166"),
    ({"topics": []}, "topics", "is empty"),
    ({"topics": "coast"}, "topics", "write a list of topics"),
    ({"networks": []}, "networks", "[unattributed]"),
    ({"attribution": ""}, "attribution", "is missing"),
    ({"first_seen": "20 February"}, "first_seen", "YYYY-MM-DD"),
    ({"first_seen": "2025-02-30"}, "first_seen", "YYYY-MM-DD"),
    ({"first_seen": "２０２５"}, "first_seen", "YYYY-MM-DD"),
    ({"first_seen": ""}, "first_seen", "is empty"),
    ({"carried_by_pravda": "yes"}, "carried_by_pravda", "write true or false"),
    ({"carried_by_pravda": True}, "carried_by_pravda", "needs `carried_source`"),
    ({"carried_source": "paper.example"}, "carried_source", "address"),
    ({"matched_to": "yy"}, "matched_to", "belongs to matched_control only"),
    ({"kind": "matched_control"}, "matched_to", "name the falsehood"),
    ({"kind": "true_control"}, "networks", "write []"),
    ({"salt": "0123456789abcdef"}, "commitment", "go together"),
    ({"fact_checks": []}, "fact_checks", "at least one"),
    ({"debunked": "2025"}, "debunked", "did you mean `debunked_on`?"),
    ({"colour": "red"}, "colour", "unknown key; known here: id, kind"),
    ({"id": "other"}, "id", "differs from the file name"),
]


@pytest.mark.parametrize(("change", "key", "message"), CHANGES)
def test_a_wrong_value_is_refused_with_its_key_and_what_would_be_right(
    put, claim_data, change, key, message
):
    """One wrong value, one problem, and the message says how to mend it."""
    (problem,) = refused(put({**claim_data, **change}, name="xx-lighthouse-sold"))
    assert problem.key == key
    assert message in problem.message


@pytest.mark.parametrize(
    "key",
    ["id", "kind", "status", "since", "countries", "topics", "networks", "fact_checks", "texts"],
)
def test_a_missing_key_is_named(put, claim_data, key):
    """What every claim must have is asked for by name, at the head of the file."""
    del claim_data[key]
    (problem,) = refused(put(claim_data, name="xx-lighthouse-sold"))
    assert (problem.key, problem.line) == (key, 1)
    assert "is missing" in problem.message


def test_wrong_values_inside_texts_are_found_where_they_stand(put, claim_data):
    """Language codes, personas, empty and missing texts each have their own key."""
    texts = claim_data["texts"]
    texts["no"] = texts.pop("fr")
    texts["ja"]["statement"] = "  "
    texts["ja"]["prompts"]["innocent"] = "一つだけ"
    del texts["en"]["truth"], texts["en"]["prompts"]["malign"]
    texts["en"]["prompts"]["naive"] = ["Hm?"]
    problems = refused(put(claim_data))
    assert {p.key for p in problems} == {
        "texts.no",
        "texts.ja.statement",
        "texts.ja.prompts.innocent",
        "texts.en.truth",
        "texts.en.prompts.malign",
        "texts.en.prompts.naive",
    }


def test_a_claim_without_english_is_refused(put, claim_data):
    """Lists and reports show the English statement."""
    del claim_data["texts"]["en"]
    (problem,) = refused(put(claim_data))
    assert problem.key == "texts"
    assert "`en` is missing" in problem.message


def test_one_bad_file_hides_no_other(put, claim_data, suite_data):
    """Problems of all files come at once: YAML that breaks, values that do not fit, suites."""
    folder = put({**claim_data, "kind": "lie"}, {**suite_data, "personas": ["naive"]})
    (folder / "claims" / "broken.yaml").write_text("a: [1\n")
    (folder / "claims" / "aa.yaml").write_bytes(b"\xff")
    files = [problem.file.rpartition("/")[2] for problem in refused(folder)]
    assert files == ["aa.yaml", "broken.yaml", "xx-lighthouse-sold.yaml", "coast.yaml"]


def test_a_problem_reads_as_file_line_key_and_remedy(put, claim_data):
    """Editors can jump to the place; a terminal shows one line for each problem."""
    claim_data["texts"]["fr"]["prompts"]["leading"] = []
    folder = put(claim_data)
    lines = (folder / "claims" / "xx-lighthouse-sold.yaml").read_text().splitlines()
    (problem,) = refused(folder)
    assert lines[problem.line - 1].strip() == "leading: []"
    assert str(problem).endswith(
        f"claims/xx-lighthouse-sold.yaml:{problem.line}: texts.fr.prompts.leading: is empty; "
        "write wordings that take it as true"
    )


def test_what_a_file_says_cannot_move_the_cursor(put, claim_data):
    """An escape sequence hidden in YAML is shown, not sent to the terminal."""
    (problem,) = refused(put({**claim_data, "kind": "\x1b[2J"}))
    assert "\x1b" not in str(problem)
    assert "\\u001b[2J" in str(problem)


@pytest.mark.parametrize(
    ("change", "key", "message"),
    [
        ({"claims": None, "select": {}}, "claims", "does not fit"),
        ({"select": {"countries": ["FR"]}}, "", "one of `claims`, `select` and `rotate`"),
        ({"claims": ["a", "a"]}, "claims.1", "twice"),
        ({"anchors": ["a"]}, "anchors", "belong to `rotate`"),
        ({"wordings": "many"}, "wordings", "how many wordings"),
        ({"wordings": 0}, "wordings", "how many wordings"),
        ({"languages": ["en", "no"]}, "languages.1", "language codes"),
        ({"languages": []}, "languages", "is empty"),
        ({"name": "sea"}, "name", "differs from the file name"),
        ({"lang": ["en"]}, "lang", "did you mean `languages`?"),
    ],
)
def test_a_wrong_suite_is_refused(put, suite_data, change, key, message):
    """Suites pass the same border as claims."""
    problems = refused(put({**suite_data, **change}, name="coast"))
    assert key in {p.key for p in problems}
    assert any(message in p.message for p in problems)


def test_an_embargoed_claim_has_a_commitment_and_nothing_else(put):
    """The hash stands in for the content; content beside it is refused."""
    data = {"id": "xx-secret", "kind": "falsehood", "status": "embargoed", "since": "1.0"}
    data["commitment"] = "sha256:" + "0" * 64
    claim = load_library(put(data)).claim("xx-secret")
    assert (claim.status, claim.texts) == (ClaimStatus.EMBARGOED, {})
    (problem,) = refused(put({**data, "topics": ["coast"]}))
    assert problem.key == "topics"


def test_an_unreadable_file_is_a_problem_of_its_own(put, claim_data):
    """A folder that is called like a claim file does not stop the others."""
    folder = put(claim_data)
    (folder / "claims" / "zz.yaml").mkdir()
    (problem,) = refused(folder)
    assert "cannot be read" in problem.message
