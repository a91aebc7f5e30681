"""A release as open data: metadata for machines, a code book, JSON files, a map of the site."""
