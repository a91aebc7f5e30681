"""Letters and the national report as tagged PDFs."""
