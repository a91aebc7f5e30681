"""Dagster's web server and daemon, answering only to their own host names.

Dagster's UI knows no users and accepts any Host and Origin, so a page on another site could reach it through
the browser of somebody on this machine (DNS rebinding, cross-site requests). Dagster has no setting for it.
"""

import argparse
import os
import signal
import subprocess
import sys
import threading
from http import HTTPStatus
from urllib.parse import urlsplit

import dagster as dg
import uvicorn
from dagster._core.workspace.context import BaseWorkspaceRequestContext, WorkspaceProcessContext
from dagster._core.workspace.load_target import WorkspaceFileTarget
from dagster_webserver.webserver import DagsterWebserver
from starlette.datastructures import Headers, QueryParams
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from dagster_project.runs import prepare_dagster_home
from dagster_project.settings import PROJECT_FOLDER, Settings
from dagster_project.warehouse import PRIVATE

WORKSPACE = str(PROJECT_FOLDER / "workspace.yaml")


class OwnOrigin:
    """ASGI middleware: refuses what pages of other sites send, and GraphQL by GET, as a link can send it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer 403 (another origin) or 405 (GraphQL by GET)."""
        refusal = _refusal(scope) if scope["type"] in ("http", "websocket") else None
        await (self.app if refusal is None else refusal)(scope, receive, send)


def _refusal(scope: Scope) -> PlainTextResponse | None:
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != headers.get("host"):
        return PlainTextResponse("Refused: sent by a page of another site.\n", HTTPStatus.FORBIDDEN)
    is_get = scope["type"] == "http" and scope["method"] == "GET"
    # Decoded as Dagster does it: %71uery is the same parameter.
    if (
        is_get
        and scope["path"].rstrip("/").endswith("/graphql")
        and "query" in QueryParams(scope["query_string"])
    ):
        return PlainTextResponse("Refused: send GraphQL by POST.\n", HTTPStatus.METHOD_NOT_ALLOWED)
    return None


class GuardedWebserver(DagsterWebserver[WorkspaceProcessContext, BaseWorkspaceRequestContext]):
    """Dagster's web server behind the two checks."""

    def build_middleware(self) -> list[Middleware]:
        """Return Dagster's own middleware with the checks before it."""
        hosts = Middleware(TrustedHostMiddleware, allowed_hosts=Settings().web_hosts, www_redirect=False)
        return [hosts, Middleware(OwnOrigin), *super().build_middleware()]


def main() -> None:
    """Serve the UI until interrupted, and run schedule and sensor in the daemon beside it."""
    parser = argparse.ArgumentParser(prog="python -m dagster_project.web_server", description=__doc__)
    parser.add_argument("--port", type=int, default=3000, help="port of the UI on 127.0.0.1 (default 3000)")
    parser.add_argument("--no-daemon", action="store_true", help="run no schedule and no sensor")
    options = parser.parse_args()
    # Before the mask: readers enter the data folder.
    Settings().data.mkdir(parents=True, exist_ok=True)
    os.umask(PRIVATE)
    # Otherwise uvicorn re-raises the signal when it stops: the process ends there, and the daemon lives on.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    damaged = prepare_dagster_home(Settings())
    if damaged is not None:
        print(f"Dagster's history could not be read and was set aside: {damaged}", file=sys.stderr)
    daemon = None
    if not options.no_daemon:
        daemon = subprocess.Popen([sys.executable, "-m", "dagster._daemon", "run", "-w", WORKSPACE])  # noqa: S603
    try:
        _serve(options.port, daemon)
    finally:
        if daemon is not None:
            daemon.terminate()
            daemon.wait()


def _serve(port: int, daemon: "subprocess.Popen[bytes] | None") -> None:
    target = WorkspaceFileTarget([WORKSPACE])
    with dg.DagsterInstance.get() as instance, WorkspaceProcessContext(instance, target) as workspace:
        print(f"Dagster's UI: http://127.0.0.1:{port}")
        app = GuardedWebserver(workspace).create_asgi_app()
        server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning"))
        if daemon is not None:
            threading.Thread(target=_end_with, args=(daemon, server), daemon=True).start()
        server.run()
    if daemon is not None and daemon.poll() is not None:
        sys.exit("Dagster's daemon has ended, and the web server with it: start them again")


def _end_with(daemon: "subprocess.Popen[bytes]", server: uvicorn.Server) -> None:
    """End the server when the daemon ends, so that what keeps the service alive restarts both."""
    daemon.wait()
    server.should_exit = True


if __name__ == "__main__":
    main()
