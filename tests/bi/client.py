"""Superset as its users meet it: started as `make bi` starts it, asked through its API."""

import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests

from dagster_project.settings import PROJECT_FOLDER
from tests.sockets import free_port

FOLDER = PROJECT_FOLDER / "bi" / "superset"
SECONDS_TO_START = 180


@dataclass(frozen=True)
class Superset:
    """A running Superset: its address, and a session of its administrator."""

    address: str
    password: str
    session: requests.Session

    def ask(self, method: str, path: str, **arguments: Any) -> requests.Response:
        """Send a request to the API."""
        return self.session.request(method, f"{self.address}/api/v1/{path}", timeout=60, **arguments)

    def all_of(self, kind: str) -> dict[str, dict[str, Any]]:
        """Return name -> description of everything of a kind: chart, dataset or database."""
        name = {"chart": "slice_name", "dataset": "table_name", "database": "database_name"}[kind]
        found = self.ask("GET", f"{kind}/?q=(page_size:100)").json()["result"]
        return {each[name]: each for each in found}

    def numbers(
        self, dataset: str, columns: list[str], metric: str, **where: Any
    ) -> dict[tuple[Any, ...], float]:
        """Return the values of columns -> the metric of a dataset."""
        filters = [{"col": column, "op": "IN", "val": [value]} for column, value in where.items()]
        query = {"columns": columns, "metrics": [metric], "filters": filters, "row_limit": 10000}
        source = {"id": self.all_of("dataset")[dataset]["id"], "type": "table"}
        answer = self.ask("POST", "chart/data", json={"datasource": source, "queries": [query]})
        assert answer.ok, answer.text
        rows = answer.json()["result"][0]["data"]
        return {tuple(row[column] for column in columns): row[metric] for row in rows}

    def sql(self, statement: str) -> requests.Response:
        """Run a statement in SQL Lab."""
        [database] = self.all_of("database").values()
        question = {"database_id": database["id"], "sql": statement, "schema": "marts", "runAsync": False}
        return self.ask("POST", "sqllab/execute/", json=question)


@contextmanager
def started(data: Path) -> Iterator[Superset]:
    """Provision Superset over a data folder, start it on a free port, and stop it in the end."""
    port = free_port()
    environment = os.environ | {"EFORVALTNING_DATA": str(data), "BI_PORT": str(port)}
    command = [str(FOLDER / ".venv" / "bin" / "python"), str(FOLDER / "serve.py")]
    log = data / "superset.log"
    with log.open("w") as file:
        server = subprocess.Popen(command, env=environment, stdout=file, stderr=subprocess.STDOUT)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait_for(f"{address}/login/", server, log)
        password = (data / "superset" / "admin_password").read_text(encoding="ascii")
        yield Superset(address, password, log_in(address, "admin", password))
    finally:
        server.terminate()
        server.wait(timeout=60)


def _wait_for(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(SECONDS_TO_START):
        assert server.poll() is None, log.read_text()
        try:
            if requests.get(address, timeout=30).ok:
                return
        # It accepts connections before it answers.
        except (requests.ConnectionError, requests.Timeout):
            time.sleep(1)
    raise TimeoutError(log.read_text())


def log_in(address: str, user: str, password: str) -> requests.Session:
    """Return a session of a user, with which the API can be asked."""
    session = requests.Session()
    credentials = {"username": user, "password": password, "provider": "db"}
    answer = session.post(f"{address}/api/v1/security/login", json=credentials, timeout=60)
    session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
    token = session.get(f"{address}/api/v1/security/csrf_token/", timeout=60).json()["result"]
    session.headers.update({"X-CSRFToken": token, "Referer": address})
    return session
