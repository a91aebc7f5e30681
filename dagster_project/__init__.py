"""A survey's warehouse: yearly exports in, checked and published marts out."""

import os

# Read by the libraries when they are imported, so before any of them is.
for switch, off in {
    "DO_NOT_TRACK": "1",
    "DAGSTER_DISABLE_TELEMETRY": "true",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "GX_ANALYTICS_ENABLED": "false",
}.items():
    os.environ.setdefault(switch, off)
