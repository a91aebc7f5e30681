"""Alerts reach a web hook and a mail server when a load fails or the year's export is overdue."""

import datetime as dt
import email
import email.policy
import json
import logging
import shutil
import socketserver
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from dagster._core.definitions.freshness import CronFreshnessPolicy
from dagster._core.remote_origin import InProcessCodeLocationOrigin
from dagster._core.types.loadable_target_origin import LoadableTargetOrigin
from typer.testing import CliRunner

from dagster_project import alerts
from dagster_project.alerts import (
    AlertError,
    failed_load_alert,
    overdue_export_alert,
    overdue_year,
    send_alert,
)
from dagster_project.commands.app import app
from dagster_project.definitions import defs
from dagster_project.runs import prepare_dagster_home
from dagster_project.settings import Settings
from tests.conftest import Pipeline
from tests.exports import REFERENCE, made_up_rows, write_wave
from tests.sockets import free_port

pytestmark = pytest.mark.slow

LOG = logging.getLogger(__name__)


class Receiver:
    """A server on this machine, the Apprise address by which it is reached, and what it was sent."""

    def __init__(self, handler: Callable[["Receiver"], type[socketserver.BaseRequestHandler]], address: str):
        self.received: list[str] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), handler(self))
        self.address = address.format(port=self.server.server_address[1])
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def _web_hook(receiver: Receiver) -> type[socketserver.BaseRequestHandler]:
    class WebHook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            receiver.received.append("\n".join(str(value) for value in json.loads(body).values()))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    return WebHook


def _mail_server(receiver: Receiver) -> type[socketserver.BaseRequestHandler]:
    class MailServer(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 ready\r\n")
            for line in self.rfile:
                if line.upper().startswith(b"DATA"):
                    self.wfile.write(b"354 go on\r\n")
                    lines = iter(self.rfile.readline, b".\r\n")
                    # SMTP puts a dot before each line that begins with one.
                    sent = b"".join(line.removeprefix(b".") for line in lines)
                    mail = email.message_from_bytes(sent, policy=email.policy.default)
                    receiver.received.append(f"{mail['subject']}\n{mail.get_content()}")
                self.wfile.write(b"250 fine\r\n")

    return MailServer


@pytest.fixture
def receivers(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Receiver]]:
    """A web hook and a mail server, both of them addresses of the setting."""
    options = "from=warehouse@example.se&to=operations@example.se&format=text"
    receivers = [
        Receiver(_web_hook, "json://127.0.0.1:{port}/"),
        Receiver(_mail_server, "mailto://127.0.0.1:{port}?" + options),
    ]
    monkeypatch.setenv("EFORVALTNING_ALERTS", json.dumps([receiver.address for receiver in receivers]))
    yield receivers
    for receiver in receivers:
        receiver.server.shutdown()
        receiver.server.server_close()


def _alerts(receivers: list[Receiver]) -> list[str]:
    """Return the one alert that each has received."""
    return [alert for receiver in receivers for [alert] in [receiver.received]]


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pipeline:
    shutil.copytree(REFERENCE.parent, tmp_path / "raw")
    for name in ("raw", "data"):
        monkeypatch.setenv(f"EFORVALTNING_{name.upper()}", str(tmp_path / name))
    return Pipeline(tmp_path / "raw", tmp_path / "data")


class FailureSensor:
    """The sensor as the daemon asks it: in a code location, its cursor kept from tick to tick."""

    def __init__(self) -> None:
        prepare_dagster_home(Settings())
        self.cursor: str | None = None

    def tick(self) -> None:
        target = LoadableTargetOrigin(module_name="dagster_project.definitions")
        with (
            dg.DagsterInstance.from_config(str(Settings().dagster_home)) as instance,
            dg.SensorEvaluationContext(
                instance_ref=None,
                instance=instance,
                cursor=self.cursor,
                repository_name="__repository__",
                repository_def=defs.get_repository_def(),
                code_location_origin=InProcessCodeLocationOrigin(target, location_name="dagster_project"),
            ) as context,
        ):
            failed_load_alert.evaluate_tick(context)
            self.cursor = context.cursor


def test_a_failed_load_of_the_command_line_is_told_without_what_was_typed(
    folders: Pipeline, receivers: list[Receiver], monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = made_up_rows(2008)
    rows.loc[2, "FK3"] = "ring Kim Ek"
    write_wave(folders.raw, 2008, rows=rows)
    monkeypatch.setenv("DAGSTER_HOME", "")
    sensor = FailureSensor()
    sensor.tick()
    assert CliRunner().invoke(app, ["run", "2008"]).exit_code == 1
    sensor.tick()
    for alert in _alerts(receivers):
        assert "A load of the survey failed" in alert
        assert "svar.csv, row 4" in alert
        assert "Kim" not in alert


def _skipped(result: object) -> str:
    assert isinstance(result, dg.SkipReason)
    return str(result.skip_message)


def test_an_overdue_export_is_told_once(
    folders: Pipeline, receivers: list[Receiver], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts, "PUBLISHED_BY", (1, 1))
    year = dt.datetime.now(dt.UTC).year
    with dg.DagsterInstance.local_temp() as instance:
        first = dg.build_sensor_context(instance=instance)
        overdue_export_alert(first)
        second = dg.build_sensor_context(instance=instance, cursor=first.cursor)
        assert "sent already" in _skipped(overdue_export_alert(second))
    for alert in _alerts(receivers):
        assert f"export of {year} is overdue" in alert
        assert str(folders.raw / str(year)) in alert


def test_who_was_reached_is_not_told_again_because_another_was_not(
    folders: Pipeline,
    receivers: list[Receiver],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    addresses = ["no address", f"json://127.0.0.1:{free_port()}/", receivers[0].address]
    monkeypatch.setenv("EFORVALTNING_ALERTS", json.dumps(addresses))
    monkeypatch.setattr(alerts, "PUBLISHED_BY", (1, 1))
    with dg.DagsterInstance.local_temp() as instance:
        first = dg.build_sensor_context(instance=instance)
        overdue_export_alert(first)
        second = dg.build_sensor_context(instance=instance, cursor=first.cursor)
        assert "sent already" in _skipped(overdue_export_alert(second))
    assert len(receivers[0].received) == 1
    caplog.clear()
    send_alert("title", "message", LOG)
    assert [record.message for record in caplog.records if record.name == LOG.name] == [
        "EFORVALTNING_ALERTS: address 1 is not one that Apprise knows",
        "EFORVALTNING_ALERTS: the alert 'title' did not reach address 2",
    ]


@pytest.mark.parametrize(
    ("today", "overdue"),
    [(dt.date(2007, 9, 1), None), (dt.date(2008, 8, 31), None), (dt.date(2008, 9, 1), 2008)],
)
def test_overdue_is_what_no_release_holds_on_1_september(
    published: Pipeline, today: dt.date, overdue: int | None
) -> None:
    assert overdue_year(Settings(), today) == overdue


def test_without_an_address_nothing_is_sent_and_the_tick_says_so(
    folders: Pipeline, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(alerts, "PUBLISHED_BY", (1, 1))
    with dg.DagsterInstance.local_temp() as instance:
        context = dg.build_sensor_context(instance=instance)
        assert "names no address" in _skipped(overdue_export_alert(context))
        assert context.cursor is None


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("no address", "address 1 is not one that Apprise knows"),
        ("json://127.0.0.1:{port}/", "did not reach"),
    ],
)
def test_an_alert_that_reaches_nobody_fails(
    monkeypatch: pytest.MonkeyPatch, address: str, message: str
) -> None:
    monkeypatch.setenv("EFORVALTNING_ALERTS", json.dumps([address.format(port=free_port())]))
    with pytest.raises(AlertError, match=message):
        send_alert("title", "message", LOG)


def test_alerts_are_switched_on_from_the_start() -> None:
    running = dg.DefaultSensorStatus.RUNNING
    assert [failed_load_alert.default_status, overdue_export_alert.default_status] == [running, running]


def test_dagster_shows_the_release_as_overdue_from_the_same_day() -> None:
    policy = defs.resolve_asset_graph().get(dg.AssetKey("release")).freshness_policy
    assert isinstance(policy, CronFreshnessPolicy)
    assert policy.deadline_cron == "0 6 1 9 *"
    assert policy.timezone == "Europe/Stockholm"
