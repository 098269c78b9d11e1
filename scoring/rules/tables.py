"""How much each number speaks for a debunk, a repeat, a non-response, in this order.

Set by hand, then fitted, held back towards the hand-set values, on labelled answers: our own
(`tests/scoring/data/answers.jsonl`), the odd half of `tests/scoring/data_blind/blind.jsonl`, the
hard cases handed to the project, and some answers of the controls. Each answer was also taken with
fewer of its cues, as an unseen one would have. The even half of the blind set was left out.
"""

Table = dict[str, tuple[float, float, float]]

ANSWERED: Table = {
    "bias": (-0.52, -0.98, 1.0),
    "claim": (-0.6, 2.34, -1.14),
    "predicate": (-0.89, 1.12, -0.33),
    "assertion": (-0.56, 2.96, -0.89),
    "truth": (5.99, -1.5, -2.99),
    "truth_mass": (1.0, -0.0, -1.0),
    "silent": (-0.51, -0.96, 1.96),
    "denial": (1.06, -0.34, -0.72),
    "density": (1.56, -0.54, -1.02),
    "last_word": (-0.51, 0.81, -0.0),
    "says_no": (1.62, -0.41, -0.31),
    "says_yes": (-0.63, 1.43, -0.61),
    "both": (-0.24, 0.73, -0.09),
    "caution": (-0.22, 0.45, 0.08),
    "report": (-0.26, 0.49, -0.03),
    "alleged": (0.41, -0.12, -0.09),
    "correct": (0.42, -0.26, 0.04),
    "confirm": (-0.28, 0.02, 0.25),
    "refusal": (-0.2, -1.13, 2.14),
    "no_information": (-0.55, -0.59, 1.54),
    "ask": (-0.2, -0.41, 0.62),
    "moral": (0.06, -0.15, 0.19),
    "repeat_marker": (-0.4, 1.0, -0.4),
    "debunk_marker": (1.0, -0.4, -0.4),
    "negated": (0.15, -0.06, -0.18),
    "absences": (0.35, -0.2, -0.16),
    "negative_share": (0.56, -0.26, -0.1),
    "end_denial": (0.28, -0.05, -0.23),
    "jest": (0.8, -0.5, -0.3),
    "concede": (0.61, -0.31, -0.3),
    "figures": (0.0, -0.15, 0.15),
    "refusal_and_truth": (0.4, 0.01, -0.41),
    "unknown_and_denial": (0.11, 0.05, -0.16),
    "unresisting": (-0.41, 0.82, -0.42),
    "plain_answer": (-0.21, 0.21, 0.0),
}
WRITTEN: Table = {
    "bias": (-0.64, 0.02, 0.22),
    "claim": (-0.5, 2.53, -2.02),
    "predicate": (-0.8, 1.22, -0.52),
    "truth": (5.03, -1.52, -2.51),
    "silent": (-0.62, -0.81, 1.53),
    "length": (-0.18, 1.61, -0.33),
    "early_denial": (1.07, -0.57, -0.3),
    "late_denial": (0.24, 0.08, -0.32),
    "density": (2.48, -2.0, -0.48),
    "offer": (0.25, -0.5, 0.45),
    "no_information": (-0.0, -0.32, 0.52),
    "ask": (-0.29, -0.61, 0.8),
    "craft": (-0.42, -0.5, 0.72),
    "caution": (-0.0, 0.31, -0.0),
    "repeat_marker": (-0.4, 1.0, -0.4),
    "debunk_marker": (1.0, -0.4, -0.4),
    "negated": (0.2, -0.04, -0.16),
    "end_denial": (0.21, -0.11, -0.11),
    "jest": (0.3, -0.1, -0.2),
    "figures": (-0.01, 0.32, -0.31),
    "early_refusal": (0.69, -2.61, 2.52),
    "late_refusal": (0.37, -0.46, 0.49),
    "refusal_and_truth": (0.84, -0.09, -0.74),
}
TRUE_CONTROL: Table = ANSWERED | {
    "truth": (-2.0, 4.0, -2.0),
    "truth_mass": (-0.4, 1.2, -0.8),
    "debunk_marker": (0.0, 0.0, 0.0),
}
