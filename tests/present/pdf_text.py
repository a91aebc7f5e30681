"""The text of a PDF, as its fonts say what their glyphs stand for."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf


def text_of_pdf(file: Path) -> str:
    """Return the text of every page and of the pictures on it, and the texts that stand for pictures."""
    with pikepdf.open(file) as document:
        drawn = [text for page in document.pages for text in _drawn(page, page.get("/Resources", {}))]
        described = [
            str(item["/Alt"])
            for item in document.objects
            if isinstance(item, pikepdf.Dictionary) and "/Alt" in item
        ]
    return " ".join([*drawn, *described])


def _drawn(stream: Any, resources: Any) -> Iterator[str]:
    glyphs: dict[bytes, str] = {}
    said = ""
    for instruction in pikepdf.parse_content_stream(stream):
        operands, name = instruction.operands, str(instruction.operator)
        if name == "Tf":
            glyphs = _glyphs(resources["/Font"][operands[0]])
        elif name in {"Tj", "TJ"}:
            parts = operands[0] if name == "TJ" else operands
            texts = [bytes(part) for part in parts if isinstance(part, pikepdf.String)]
            said += "".join(
                glyphs.get(text[place : place + 2], "") for text in texts for place in range(0, len(text), 2)
            )
        elif name == "ET":
            yield said
            said = ""
        elif name == "Do":
            form = resources["/XObject"][operands[0]]
            if form.get("/Subtype") == "/Form":
                yield from _drawn(form, form.get("/Resources", resources))


def _glyphs(font: Any) -> dict[bytes, str]:
    """Return the two bytes of a glyph -> what it stands for."""
    table = font["/ToUnicode"].read_bytes().decode("latin-1")
    found: dict[bytes, str] = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for code, text in re.findall(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>", block):
            found[bytes.fromhex(code)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for first, last, text in re.findall(r"<(\w{4})>\s*<(\w{4})>\s*<(\w+)>", block):
            start = ord(bytes.fromhex(text).decode("utf-16-be"))
            for number in range(int(first, 16), int(last, 16) + 1):
                found[number.to_bytes(2, "big")] = chr(start + number - int(first, 16))
    return found
