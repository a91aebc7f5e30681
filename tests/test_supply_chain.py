"""What is installed is what was locked, beginning with the program that reads the lock."""

import re
import subprocess

from dagster_project.settings import PROJECT_FOLDER


def test_uv_is_installed_by_its_hash() -> None:
    text = (PROJECT_FOLDER / "bootstrap.txt").read_text(encoding="utf-8")
    requirements = re.sub(r"#.*|\\\n", " ", text).split("\n")
    stated = [line.split() for line in requirements if line.strip()]
    assert [words[0].partition("==")[0] for words in stated] == ["uv"]
    for name, *hashes in stated:
        assert re.fullmatch(r"uv==[0-9.]+", name)
        assert hashes
        assert all(re.fullmatch("--hash=sha256:[0-9a-f]{64}", one) for one in hashes)
    make = ["make", "--no-print-directory", "--dry-run", "--always-make", ".bootstrap/bin/uv"]
    lines = subprocess.run(make, cwd=PROJECT_FOLDER, capture_output=True, text=True, check=True).stdout
    [install] = [line for line in lines.splitlines() if "pip install" in line]
    assert "--require-hashes --requirement bootstrap.txt" in install
