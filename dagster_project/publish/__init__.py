"""Checked marts -> a release that analysts, BI tools and municipalities read."""
