"""A release's marts -> what people look at: the site, the letters and the report."""
