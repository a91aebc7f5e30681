"""Provision Superset from the project's files, then start it on loopback.

    bi/superset/.venv/bin/python bi/superset/serve.py

`BI_PORT` is its port, 8088 unless set; `EFORVALTNING_DATA` the folder of the releases.
"""

import logging
import os
import sys
from pathlib import Path
from typing import Any

import duckdb
import yaml
from assets import bundle
from places import PASSWORD_FILE, RELEASE, RELEASE_URI, SURVEY, secret

USER = "admin"
# Superset's role Gamma reads nothing by itself; this one adds the datasets.
READERS = "Survey readers"


def main() -> None:
    """Provision and start; this process becomes the server."""
    for file in (RELEASE, SURVEY):
        if not file.exists():
            sys.exit(f"there is no release to show: {file} is missing. `make run` publishes one.")
    port = int(os.environ.get("BI_PORT", "8088"))
    os.environ["SUPERSET_CONFIG_PATH"] = str(Path(__file__).with_name("superset_config.py"))
    print("Preparing Superset; the first time takes a minute.", flush=True)
    provision()
    print(f"Superset: http://127.0.0.1:{port}/superset/dashboard/survey/")
    print(f"User {USER}, password in {PASSWORD_FILE}", flush=True)
    gunicorn = Path(sys.executable).with_name("gunicorn")
    options = ["--workers", "2", "--threads", "4", "--worker-class", "gthread", "--timeout", "120"]
    options += [
        "--bind",
        f"127.0.0.1:{port}",
        "--log-level",
        "warning",
        "--pythonpath",
        str(Path(__file__).parent),
    ]
    os.execv(gunicorn, [str(gunicorn), *options, "superset.app:create_app()"])  # noqa: S606


def provision() -> None:
    """Bring Superset's own database, its one user, the datasets and the dashboard to the project's state."""
    with duckdb.connect(RELEASE.resolve(), read_only=True) as release:
        survey = yaml.safe_load(SURVEY.read_text(encoding="utf-8"))
        files = bundle(release, RELEASE_URI, survey)
    # Superset takes seconds to import, and reads its configuration when it does.
    from superset.app import create_app  # noqa: PLC0415

    app = create_app()
    with app.app_context():
        from flask import g  # noqa: PLC0415
        from flask_migrate import upgrade  # noqa: PLC0415
        from superset import security_manager  # noqa: PLC0415
        from superset.commands.importers.v1.assets import ImportAssetsCommand  # noqa: PLC0415

        # Superset tells each of its hundreds of migrations.
        logging.disable(logging.WARNING)
        upgrade()
        logging.disable(logging.NOTSET)
        app.appbuilder.add_permissions(update_perms=True)
        security_manager.sync_role_definitions()
        g.user = _user(security_manager)
        ImportAssetsCommand(files).run()
        _let_readers_in(security_manager)


def _let_readers_in(security_manager: Any) -> None:
    """Give the readers' role every dataset, and with these the dashboards made of them."""
    from superset.connectors.sqla.models import SqlaTable  # noqa: PLC0415
    from superset.extensions import db  # noqa: PLC0415

    role = security_manager.add_role(READERS)
    for dataset in db.session.query(SqlaTable):
        access = security_manager.add_permission_view_menu("datasource_access", dataset.perm)
        security_manager.add_permission_role(role, access)
    db.session.commit()


def _user(security_manager: Any) -> object:
    """Return the one user, made with the password of the file if it is not there."""
    user = security_manager.find_user(USER)
    if user is None:
        role = security_manager.find_role("Admin")
        address = f"{USER}@localhost"
        user = security_manager.add_user(USER, USER, USER, address, role, secret(PASSWORD_FILE))
    return user


if __name__ == "__main__":
    main()
