"""Programs that make data; nothing in dagster_project imports them."""
