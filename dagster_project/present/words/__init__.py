"""Texts in both languages, and the sentences made of figures."""
