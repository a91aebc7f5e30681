"""Export files of every supported format, read as text."""
