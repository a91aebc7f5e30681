"""A respondent who is looked for wherever no person may be found."""

from pathlib import Path

CANARY_WORD = "kanariefagel"
CANARY_ADDRESS = f"{CANARY_WORD}.canary@fagelholk.example"
CANARY_RESPONSE = "CANARY-RESPONSE-4711"


def files_with(folder: Path, secrets: list[str]) -> list[Path]:
    """Return the files below a folder that hold one of the secrets; the warehouse may."""
    searched = [secret.encode() for secret in secrets]
    files = [path for path in folder.rglob("*") if path.is_file() and path.name != "warehouse.duckdb"]
    return [path for path in files if any(secret in path.read_bytes() for secret in searched)]
