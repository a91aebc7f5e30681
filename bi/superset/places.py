"""Where the releases lie that Superset shows, and where it keeps what is its own."""

import os
import secrets
from pathlib import Path

PROJECT_FOLDER = Path(__file__).resolve().parents[2]
DATA = Path(os.environ.get("EFORVALTNING_DATA", PROJECT_FOLDER / "data")).absolute()
RELEASE = DATA / "releases" / "current" / "survey.duckdb"
# What the release says of its survey.
SURVEY = RELEASE.with_name("survey.yml")
RELEASE_URI = f"duckdb:///{RELEASE}"
OWN_FOLDER = DATA / "superset"
PASSWORD_FILE = OWN_FOLDER / "admin_password"


def secret(path: Path) -> str:
    """Return the secret that a file holds; it is made, for its owner's eyes only, if it is not there."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(32))
    return path.read_text(encoding="ascii")
