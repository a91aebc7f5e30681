"""What may stand in a name or text that is shown on pages, in letters, tables, forms and terminals."""

import re

# Latin letters with every accent, punctuation, currencies, fractions, arrows and signs: what the letters'
# fonts have, and nothing that a terminal obeys or that turns the direction of writing.
_PRINTED = (
    r"[ -~\u00a0-\u00ac\u00ae-\u024f\u0300-\u036f\u1e00-\u1eff\u2000-\u200a\u2010-\u2027\u202f\u2030-\u2040"
    r"\u20a0-\u20bf\u2116\u2122\u2126\u2150\u2151\u2153-\u215f\u2190-\u22ff]*"
)
FORMULA_MARKS = ("=", "+", "-", "@")
PRINTED = "letters, digits and signs of Latin script, since letters and terminals show no others"
NO_FORMULA = "a text that begins with none of = + - @, which spreadsheets take for a formula"


def is_printed(text: str) -> bool:
    """Return whether a text of one line holds nothing but what can be printed."""
    return re.fullmatch(_PRINTED, text) is not None


def why_not_shown(text: str) -> str | None:
    """Return what is expected instead of a table's text of one or more lines; None if the text will do."""
    if not all(map(is_printed, text.split("\n"))):
        return PRINTED
    return NO_FORMULA if text.lstrip().startswith(FORMULA_MARKS) else None
