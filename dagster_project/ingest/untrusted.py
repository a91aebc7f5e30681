"""What a file must be before anything reads it: a plain file, not too large, of the kind it claims to be."""

import codecs
import os
import stat
import zipfile
from pathlib import Path

from dagster_project.ingest.problems import InvalidInputError, Problem
from dagster_project.settings import Settings

MEGABYTE = 1_000_000
# Twenty times the longest contract so far; YAML takes a second for each such file.
CONTRACT_BYTES_LIMIT = 100_000
# The most that deflate makes of a spreadsheet's repetitions is about 60; of nothing but zeros, 1032.
UNPACKING_RATIO_LIMIT = 200
# Excel's own limits, asked of every format: a longer cell or a wider row is no answer to a survey.
CELL_CHARACTERS_LIMIT = 32_767
COLUMNS_LIMIT = 16_384
# Cells that are read per megabyte of the setting. A workbook's cell costs ten times as much time.
CELLS_PER_MEGABYTE = 100_000
WORKBOOK_CELLS_PER_MEGABYTE = 10_000

# How files of known kinds begin, and the format of wave.yml that such a file may have.
SIGNATURES = (
    (b"PK\x03\x04", "a zip file, as Excel workbooks are", "xlsx"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a workbook with a password, or an old .xls file", None),
    (b"$FL2", "an SPSS file", "sav"),
    (b"$FL3", "an SPSS file", "sav"),
    (b"%PDF", "a PDF", None),
    (b"\x1f\x8b", "a gzip file", None),
    (b"{\\rtf", "an RTF document", None),
    (b"<", "a web page or other XML", None),
)
EXPECTED_KINDS = {
    "csv": "delimited text",
    "xlsx": "an Excel workbook without a password",
    "sav": "an SPSS system file",
}


def require_plain_file(path: Path, bytes_limit: int | None = None) -> None:
    """Make sure that a file is one, no link to another, and not too large.

    Args:
        path: the file.
        bytes_limit: the most that it may hold; default: the setting `export_megabytes_limit`.

    Raises:
        InvalidInputError: it is missing, a link, a folder or a device, empty or too large.
    """
    limit = Settings().export_megabytes_limit * MEGABYTE if bytes_limit is None else bytes_limit
    try:
        status = path.lstat()
    except (OSError, ValueError):
        raise InvalidInputError([Problem(path, "a file")]) from None
    if stat.S_ISLNK(status.st_mode):
        raise InvalidInputError([Problem(path, "a file, not a link to one")])
    if not stat.S_ISREG(status.st_mode):
        raise InvalidInputError([Problem(path, "a file")])
    if not os.access(path, os.R_OK):
        raise InvalidInputError([Problem(path, "a file that may be read")])
    if status.st_size > limit:
        megabytes = f"{status.st_size / MEGABYTE:.1f} MB"
        expected = f"a file of at most {limit // MEGABYTE} MB (setting EFORVALTNING_EXPORT_MEGABYTES_LIMIT)"
        if bytes_limit is not None:
            expected = f"a file of at most {limit / MEGABYTE:g} MB"
        raise InvalidInputError([Problem(path, expected, value=megabytes)])


def require_export_file(path: Path, file_format: str) -> None:
    """Make sure that an export may be opened as what its contract says.

    Args:
        path: the export.
        file_format: csv, xlsx or sav.

    Raises:
        InvalidInputError: as `require_plain_file`, or the file begins as one of another kind, or is a
            workbook that unpacks to more than the limit or suspiciously much.
    """
    require_plain_file(path)
    with path.open("rb") as file:
        beginning = file.read(64)
    if not beginning:
        raise InvalidInputError([Problem(path, "an export, but the file is empty")])
    for signature, kind, known_format in SIGNATURES:
        if beginning.lstrip().startswith(signature) and known_format != file_format:
            raise InvalidInputError([Problem(path, f"{EXPECTED_KINDS[file_format]}, but it is {kind}")])
    if file_format == "xlsx":
        _require_harmless_zip(path)


def cells_limit(file_format: str) -> int:
    """Return how many cells of an export are read at most, in proportion to the setting for its size."""
    per_megabyte = WORKBOOK_CELLS_PER_MEGABYTE if file_format == "xlsx" else CELLS_PER_MEGABYTE
    return Settings().export_megabytes_limit * per_megabyte


def too_many_cells(path: Path, file_format: str) -> InvalidInputError:
    """Return the refusal of an export with more cells than `cells_limit`."""
    expected = (
        f"at most {cells_limit(file_format):,} cells (setting EFORVALTNING_EXPORT_MEGABYTES_LIMIT; "
        "are there stray cells below or beside the answers?)"
    )
    return InvalidInputError([Problem(path, expected)])


def require_encoding(path: Path, encoding: str) -> None:
    """Make sure that a text file's byte order mark, if it has one, is that of its encoding.

    Raises:
        InvalidInputError: the encoding is unknown, or the mark is that of another one.
    """
    try:
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        raise InvalidInputError([Problem(path, "a known encoding", value=encoding)]) from None
    with path.open("rb") as file:
        beginning = file.read(4)
    for mark, written in ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16"),
                          (codecs.BOM_UTF16_BE, "utf-16")):  # fmt: skip
        if beginning.startswith(mark) and not name.startswith(written):
            expected = f"text in the encoding {encoding}, but it begins as {written} does"
            raise InvalidInputError([Problem(path, expected)])


def _require_harmless_zip(path: Path) -> None:
    """Compare what a zip file says of its contents with the limits; reading more than that fails."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise InvalidInputError([Problem(path, f"an Excel workbook ({error})")]) from None
    if any(part.flag_bits & 1 for part in parts):
        raise InvalidInputError([Problem(path, "an Excel workbook without a password")])
    unpacked = sum(part.file_size for part in parts)
    packed = max(1, sum(part.compress_size for part in parts))
    limit = Settings().export_megabytes_limit
    if unpacked > limit * MEGABYTE:
        expected = f"a workbook that unpacks to at most {limit} MB"
        raise InvalidInputError([Problem(path, expected, value=f"{unpacked / MEGABYTE:.1f} MB")])
    if unpacked / packed > UNPACKING_RATIO_LIMIT:
        expected = f"a workbook that unpacks to at most {UNPACKING_RATIO_LIMIT} times its size"
        raise InvalidInputError([Problem(path, expected, value=f"{unpacked / packed:.0f} times")])
