"""Command line: `python -m tools.reconstruct [--output FOLDER]`, run from the repository's root."""

import argparse
import sys
import time
from pathlib import Path

from tools.reconstruct.bounds import Means
from tools.reconstruct.claims import bounds_of
from tools.reconstruct.export import read_wave_file, write_export
from tools.reconstruct.maturity import draw_drafts
from tools.reconstruct.participation import draw_waves
from tools.reconstruct.reference import RAW_FOLDER, read_reference
from tools.reconstruct.solve import NoSolutionError, solve
from tools.reconstruct.submissions import submissions_of


def reconstruct(output: Path) -> list[Path]:
    """Write the exports of both years below `output`/<year>/ and return their paths.

    Reads raw/reference, raw/report_2006_2007 and raw/<year>/wave.yml of this repository.

    Raises NoSolutionError when the drawn answers cannot be moved so that the report's claims hold.
    """
    reference = read_reference(RAW_FOLDER)
    waves = draw_waves(reference)
    drafts = draw_drafts(reference, waves)
    paths = []
    for year, wave in waves.items():
        bounds = bounds_of(Means(reference, wave))
        _tell(f"{year}: {len(wave.responses)} responses, {len(bounds)} bounds; solving ...")
        started = time.monotonic()
        answers = solve(drafts[year], wave.answered, bounds, str(year))
        moved, seconds = (answers != drafts[year].answers).sum(), time.monotonic() - started
        _tell(f"{year}: solved in {seconds:.0f} s, {moved} of {answers.size} answers moved")
        wave_file = read_wave_file(RAW_FOLDER, year)
        submissions = submissions_of(reference, wave, answers, wave_file["roles"])
        paths.append(write_export(submissions, wave_file, output / str(year)))
        _tell(f"{year}: {len(submissions)} submissions written to {paths[-1]}")
    return paths


def main() -> int:
    """Run the command; return 0, or 1 when no set of answers fits."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.reconstruct",
        description="Reconstruct the survey exports of 2006 and 2007 from the report's published figures.",
        epilog="Seeded: the same program and reference data write the same bytes. Takes about half a minute.",
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=RAW_FOLDER,
        metavar="FOLDER",
        help="folder to write <year>/<export> in (default: raw)",
    )
    try:
        reconstruct(parser.parse_args().output)
    except NoSolutionError as error:
        _tell(f"no solution: {error}")
        return 1
    return 0


def _tell(line: str) -> None:
    sys.stderr.write(line + "\n")
    sys.stderr.flush()


if __name__ == "__main__":
    raise SystemExit(main())
