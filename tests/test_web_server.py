"""Dagster's web server knows no users, so nobody but this machine may reach it."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from dagster_project.settings import PROJECT_FOLDER
from tests.sockets import LOOPBACK, addresses_listening, free_port

SECONDS_TO_START = 60


def options_of_make_dev() -> list[str]:
    """Return what `make dev` tells Dagster, but for the port."""
    told = subprocess.run(
        ["make", "--dry-run", "dev"], cwd=PROJECT_FOLDER, capture_output=True, text=True, check=True
    )
    [line] = [line for line in told.stdout.splitlines() if "dagster dev" in line]
    options = line.partition("dagster dev")[2].split()
    at = options.index("--port")
    return options[:at] + options[at + 2 :]


# Without options, as the README says for production.
@pytest.mark.parametrize("options", [options_of_make_dev(), []], ids=["make dev", "production"])
def test_listens_on_this_machine_only(options: list[str], tmp_path: Path) -> None:
    port = free_port()
    command = [Path(sys.executable).with_name("dagster-webserver"), "--empty-workspace", "--port", str(port)]
    environment = os.environ | {"DAGSTER_HOME": str(tmp_path)}
    with subprocess.Popen([*command, *options], env=environment, stderr=subprocess.DEVNULL) as server:
        try:
            for _ in range(SECONDS_TO_START * 5):
                if found := addresses_listening(port):
                    break
                time.sleep(0.2)
        finally:
            server.terminate()
    assert found == {LOOPBACK}


def test_readme_puts_a_proxy_before_it_that_asks_who_comes() -> None:
    readme = (PROJECT_FOLDER / "README.md").read_text(encoding="utf-8")
    assert "auth_basic_user_file" in readme
    assert "proxy_pass http://127.0.0.1:3000;" in readme
