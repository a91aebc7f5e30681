"""A file for each kind of chart: rows -> SVG and words."""
