"""The pages of the documentation, each one file that works without a network."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from dagster_project.documentation.checks import loads, stored_waves
from dagster_project.publish.history import current_release, open_release
from dagster_project.publish.manifest import read_manifest
from dagster_project.publish.marts import SCHEMA
from dagster_project.settings import Settings
from dagster_project.warehouse import reading_warehouse, writing_alone

# What dbt's page needs, and no host: its scripts can count visits.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; style-src 'unsafe-inline'; "
    "img-src data:; font-src data:"
)
# dbt's page in the colours and letters of the site.
LOOK = (
    "<style>body, h1, h2, h3, h4 { font-family: 'Public Sans', system-ui, sans-serif; color: #1b2329; } "
    ".app-header, .app-title { background: #f2f5f7; } a, .app-body a { color: #0a5195; }</style>"
)
DESCRIPTIONS = "select table_name, comment from duckdb_tables() where schema_name = ?"


def write_documentation(settings: Settings) -> Path:
    """Write `index.html`, `dbt.html` and `checks.html` into the folder of the documentation.

    Args:
        settings: where the warehouse and the current release lie, and the folder.

    Returns:
        The path of `index.html`, from which the others are linked.

    Raises:
        ReleaseError: there is no release yet, or it cannot be read.
        WarehouseError: a run is writing the warehouse, or it cannot be read.
    """
    pages = {"index.html": _index(current_release(settings)), **_pages_of_warehouse(settings)}
    settings.documentation.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (settings.documentation / name).write_text(text, encoding="utf-8")
    return settings.documentation / "index.html"


def _pages_of_warehouse(settings: Settings) -> dict[str, str]:
    # dbt takes seconds to import.
    from dagster_project.transform.dbt_build import documentation  # noqa: PLC0415

    with writing_alone(settings):
        with reading_warehouse(settings) as connection:
            checks = _render("checks.html.j2", waves=stored_waves(connection), loads=loads(connection))
        dbt = documentation()
    policy = f'<meta http-equiv="Content-Security-Policy" content="{CONTENT_SECURITY_POLICY}">'
    # Readers need not know where the data folder lies on this machine.
    dbt = dbt.replace(str(settings.data), "data").replace("<head>", f"<head>{policy}", 1)
    dbt = dbt.replace("</head>", f"{LOOK}</head>", 1)
    return {"checks.html": checks, "dbt.html": dbt}


def _index(release: Path) -> str:
    manifest = read_manifest(release)
    with open_release(release) as connection:
        descriptions = dict(connection.execute(DESCRIPTIONS, [SCHEMA]).fetchall())
    return _render("index.html.j2", manifest=manifest, descriptions=descriptions)


def _render(template: str, **values: Any) -> str:
    environment = Environment(
        loader=PackageLoader("dagster_project.documentation"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(values)
