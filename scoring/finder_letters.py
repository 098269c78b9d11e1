"""Character classes that tell where an address in running text begins and ends.

All are the inside of a regex class, to be put between square brackets.
"""

LABEL = (
    "0-9A-Za-z_\\-"
    "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af\u0300-\u0374\u0376\u0377\u037b-\u037d"  # Latin, Greek
    "\u0386\u0388-\u0481\u0483-\u052f\u0531-\u0559\u0560-\u0588"  # Cyrillic, Armenian
    "\u10a0-\u10ff\u13a0-\u13ff\u1c80-\u1cbf\u1d00-\u1fff\u2c60-\u2dff\ua640-\ua7ff\uab30-\uabbf"
    "\u24b6-\u24e9\ufb00-\ufb06\U0001d400-\U0001d7ff"  # letters that a browser folds into Latin
)
"""Letters of a host label in running text.

Scripts that are written right up to a Latin address (Japanese, Chinese, Korean, Thai) or may not
share a label with Latin (Arabic, Hebrew) are left out: there the script change is the boundary.
So are raised and circled digits, which in an answer are footnotes.
"""

ALNUM = "0-9A-Za-z\uff10-\uff19\uff21-\uff3a\uff41-\uff5a"
"""ASCII letters and digits with their full-width forms."""

IRI = "\u30a0-\u30fa\u30fc-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U0003ffff"
"""What a Japanese, Chinese or Korean path begins with; hiragana is rather the next word."""

UNSPACED = f"{IRI}\u0590-\u109f\u1100-\u11ff\u1780-\u17ff\u3005-\u3007\u3041-\u309f\uff66-\uffdc"
"""Letters that may follow an address without a space and are not part of it."""

STOP = (
    '\\s<>"`{}|\\\\^\\[\\]()'
    "\u00a7\u00aa\u00ab\u00b2\u00b3\u00b6\u00b9\u00ba\u00bb\u060c\u061b\u061f\u06d4\u0964\u0965"
    "\u2013-\u201f\u2020-\u2022\u2026\u2039\u203a\u2070-\u209c\u2460-\u249b\u24ea-\u24ff"
    "\u2776-\u2793\u3000-\u3003\u3008-\u3020\u3030\u30fb"
    "\uff01\uff08\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff3b\uff3d\uff5b-\uff65"
)
"""What ends a path, a query or a fragment in running text: spaces, brackets, quotation marks,
footnote signs and the punctuation of other scripts."""
