"""Texts that people and their tools write, as they are read, compared and shown."""

import unicodedata
from collections.abc import Iterable

from rapidfuzz import fuzz, process

# How alike a text and what it may have meant must be, from 0 to 100.
SIMILAR = 75
# Nobody sees these, and no two tools agree on writing them: soft hyphen, zero-width characters, and marks of
# the direction of writing, which make a text look like another.
INVISIBLE = dict.fromkeys(
    [0x00AD, 0x061C, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF]
)

SPREADSHEET_ERRORS = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!")


def seen_text(text: str) -> str | None:
    """Return a text as a person sees it, None where nothing is to be seen.

    Invisible characters are left out, every kind of space is a plain one, and a letter with its accent
    (å as a and ring) is one character; nothing is trimmed.
    """
    if text.isascii():
        return text if text.strip() else None
    composed = unicodedata.normalize("NFC", text.translate(INVISIBLE))
    plain = "".join(" " if unicodedata.category(char) == "Zs" else char for char in composed)
    return plain if plain.strip() else None


def spelling_key(text: str) -> str:
    """Return the text as labels are compared: trimmed, blanks one, lower case."""
    return " ".join(text.split()).lower()


def header_key(header: str) -> str:
    """Return a header as exports' frames have it: trimmed, inner blanks collapsed."""
    return " ".join(header.split())


def is_garbled(text: str) -> bool:
    """Return whether a text was not read as it was written.

    It holds control characters or replaced ones, or it is UTF-8 that was read as Windows-1252 or
    Latin-1 (FalkÃ¶ping): what reads as UTF-8 when written back is no text that people write.
    """
    if any(unicodedata.category(char) == "Cc" and char not in "\t\n\r" for char in text) or "\ufffd" in text:
        return True
    return not text.isascii() and any(_is_misread(text, codec) for codec in ("cp1252", "latin-1"))


def _is_misread(text: str, codec: str) -> bool:
    try:
        text.encode(codec).decode("utf-8")
    except UnicodeError:
        return False
    return True


def why_unreadable(text: str) -> str | None:
    """Return why a cell's text cannot be what a respondent gave, in words; None where it can.

    Reasons: a formula or an error of a spreadsheet in place of a value, or `is_garbled`.
    """
    if text.startswith("="):
        return "a formula saved without its result, or merged cells: fix it in Excel and save again"
    if text.strip() in SPREADSHEET_ERRORS:
        return "an error of the spreadsheet"
    if is_garbled(text):
        return "control characters, or text of another encoding: does wave.yml name the right one?"
    return None


def closest(text: str, known: Iterable[str]) -> str | None:
    """Return the known text that is most like this one, compared by spelling key; None if none is similar."""
    spellings = {spelling_key(candidate): candidate for candidate in known}
    nearest = process.extractOne(
        spelling_key(text), spellings.keys(), scorer=fuzz.ratio, score_cutoff=SIMILAR
    )
    return spellings[nearest[0]] if nearest else None


def shown_text(text: str) -> str:
    """Return a text fit for one line of a message: nothing that a terminal obeys, and not too long."""
    line = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
    return line if len(line) <= 200 else f"{line[:200]}..."
