"""The site of a release: pages, data files, search and map."""
