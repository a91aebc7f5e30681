"""Programs that make data or measure; nothing in dagster_project imports them."""
