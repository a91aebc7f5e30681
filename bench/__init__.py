"""Timings side by side, as ratios; nothing in dagster_project imports them."""
