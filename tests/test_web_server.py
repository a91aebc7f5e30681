"""Dagster's web server knows no users: nobody but this machine reaches it, and no page of another site."""

import base64
import configparser
import http.client
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dagster_project.settings import PROJECT_FOLDER
from tests.sockets import LOOPBACK, addresses_listening, free_port

pytestmark = pytest.mark.slow

SECONDS_TO_START = 120
PUBLIC_NAME = "survey.example.se"
QUERY = '{"query": "{version}"}'
AS_JSON = {"Content-Type": "application/json"}
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Key": "x3JJHMbDL1EzLkh9GBhXDw==",
    "Sec-WebSocket-Version": "13",
}


def answers_within(port: int, process: "subprocess.Popen[Any]") -> None:
    for _ in range(SECONDS_TO_START * 5):
        if addresses_listening(port):
            return
        assert process.poll() is None, f"{process.args!r} ended with {process.returncode}"
        time.sleep(0.2)
    raise TimeoutError(f"nothing listens on port {port}")


@pytest.fixture(scope="module")
def web_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    port = free_port()
    data = tmp_path_factory.mktemp("web_server")
    hosts = f'["127.0.0.1", "localhost", "{PUBLIC_NAME}"]'
    environment = os.environ | {"EFORVALTNING_DATA": str(data), "EFORVALTNING_WEB_HOSTS": hosts}
    command = [sys.executable, "-m", "dagster_project.web_server", "--no-daemon", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as server:
        try:
            answers_within(port, server)
            yield port
        finally:
            server.terminate()


def status(
    port: int, headers: dict[str, str], method: str = "GET", path: str = "/", body: str | None = None
) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        connection.request(method, path, body, headers)
        return connection.getresponse().status
    finally:
        connection.close()


def test_make_dev_starts_this_server() -> None:
    command = ["make", "--no-print-directory", "--dry-run", "dev"]
    lines = subprocess.run(command, cwd=PROJECT_FOLDER, capture_output=True, text=True, check=True).stdout
    assert lines.splitlines()[-1] == ".venv/bin/python -m dagster_project.web_server"


def test_the_documented_service_ends_with_its_daemon(tmp_path: Path) -> None:
    guide = (PROJECT_FOLDER / "docs" / "operating.md").read_text(encoding="utf-8")
    [unit] = re.findall(r"```ini\n(.*?)```", guide, re.DOTALL)
    service = configparser.ConfigParser()
    service.optionxform = str  # type: ignore[assignment,method-assign]
    service.read_string(unit)
    assert service["Service"]["Restart"] == "always"
    program, *arguments = service["Service"]["ExecStart"].split()
    assert program == f"{service['Service']['WorkingDirectory']}/.venv/bin/python"
    port = free_port()
    command = [sys.executable, *arguments, "--port", str(port)]
    home = tmp_path / "dagster"
    (home / "history").mkdir(parents=True)
    (home / "history" / "runs.db").write_bytes(b"no database" * 1000)
    environment = os.environ | {"EFORVALTNING_DATA": str(tmp_path)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as server:
        try:
            answers_within(port, server)
            os.kill(_daemon_of(server.pid), signal.SIGKILL)
            _, errors = server.communicate(timeout=60)
        finally:
            server.kill()
    assert server.returncode == 1
    assert "daemon has ended" in errors
    assert "was set aside" in errors
    assert (tmp_path / "dagster.damaged-1").stat().st_mode & 0o777 == 0o700
    assert home.stat().st_mode & 0o777 == 0o700


def test_daemon_ends_with_the_server(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "dagster_project.web_server", "--port", str(port)]
    environment = os.environ | {"EFORVALTNING_DATA": str(tmp_path / "data")}
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as server:
        try:
            answers_within(port, server)
            daemon = _daemon_of(server.pid)
            server.terminate()
            server.wait(timeout=60)
        finally:
            server.kill()
    assert not Path(f"/proc/{daemon}").exists()
    # Readers of releases enter it, whoever made it first.
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o755


def _daemon_of(server: int) -> int:
    """Return the process id of the one daemon that a server has started."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text(encoding="ascii")
    [daemon] = [
        pid
        for pid in map(int, children.split())
        if b"dagster._daemon" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]
    return daemon


def test_listens_on_this_machine_only(web_server: int) -> None:
    assert addresses_listening(web_server) == {LOOPBACK}


def test_answers_to_its_own_names(web_server: int) -> None:
    own = f"127.0.0.1:{web_server}"
    assert status(web_server, {"Host": own}) == 200
    assert status(web_server, {"Host": f"localhost:{web_server}"}) == 200
    posted = {"Host": own, "Origin": f"http://{own}", **AS_JSON}
    assert status(web_server, posted, "POST", "/graphql", QUERY) == 200
    assert status(web_server, {"Host": own, "Origin": f"http://{own}", **UPGRADE}, path="/graphql") == 101


@pytest.mark.parametrize(
    ("headers", "method", "path", "body", "expected"),
    [
        ({"Host": "rebound.example"}, "GET", "/", None, 400),
        ({"Host": "rebound.example", **AS_JSON}, "POST", "/graphql", QUERY, 400),
        ({"Origin": "http://other.example", **AS_JSON}, "POST", "/graphql", QUERY, 403),
        ({"Origin": "null", **AS_JSON}, "POST", "/graphql", QUERY, 403),
        ({"Origin": "http://localhost:1", **AS_JSON}, "POST", "/graphql", QUERY, 403),
        ({"Origin": "http://other.example"}, "POST", "/graphql?query=%7Bversion%7D", "", 403),
        ({}, "GET", "/graphql?query=%7Bversion%7D", None, 405),
        ({}, "GET", "/graphql?%71uery=%7Bversion%7D", None, 405),
        ({}, "GET", "/graphql/?operationName=a&query=mutation", None, 405),
        ({"Origin": "http://other.example", **UPGRADE}, "GET", "/graphql", None, 403),
    ],
)
def test_refuses_other_hosts_and_origins(
    web_server: int, headers: dict[str, str], method: str, path: str, body: str | None, expected: int
) -> None:
    assert status(web_server, headers, method, path, body) == expected


@pytest.fixture
def proxy(web_server: int, tmp_path: Path) -> Iterator[int]:
    """The documented nginx in front of the web server, with one user (a:b), on ports of this test."""
    nginx = shutil.which("nginx")
    if nginx is None:
        pytest.skip("no nginx here: `make test-browser` installs it")
    port = free_port()
    guide = (PROJECT_FOLDER / "docs" / "operating.md").read_text(encoding="utf-8")
    [servers] = re.findall(r"```nginx\n(.*?)```", guide, re.DOTALL)
    (tmp_path / "users").write_text("a:{PLAIN}b\n", encoding="ascii")
    for documented, used in {
        "listen 80": f"listen 127.0.0.1:{port}",
        "127.0.0.1:3000": f"127.0.0.1:{web_server}",
        "/etc/nginx/eforvaltning.users": str(tmp_path / "users"),
    }.items():
        assert documented in servers
        servers = servers.replace(documented, used)
    paths = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    configuration = tmp_path / "nginx.conf"
    configuration.write_text(
        f"daemon off; user root; pid {tmp_path}/pid; error_log {tmp_path}/error.log;\n"
        f"events {{}} http {{ access_log off; {paths}\n{servers} }}",
        encoding="utf-8",
    )
    with subprocess.Popen([nginx, "-c", str(configuration), "-p", str(tmp_path)]) as process:
        try:
            answers_within(port, process)
            yield port
        finally:
            process.terminate()


def test_documented_proxy_asks_who_comes_and_refuses_the_same(proxy: int) -> None:
    own = {"Host": PUBLIC_NAME}
    user = {"Authorization": f"Basic {base64.b64encode(b'a:b').decode()}"}
    assert status(proxy, own) == 401
    assert status(proxy, own | user) == 200
    posted = own | user | AS_JSON
    assert status(proxy, posted | {"Origin": f"http://{PUBLIC_NAME}"}, "POST", "/graphql", QUERY) == 200
    assert status(proxy, posted | {"Origin": "http://other.example"}, "POST", "/graphql", QUERY) == 403
    with pytest.raises(http.client.RemoteDisconnected):
        status(proxy, user | {"Host": "rebound.example"})
