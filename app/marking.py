"""Marks texts for the translation catalogue."""


def N_(text: str) -> str:  # noqa: N802 (the word the translation tools look for)
    """Mark a text for the translation catalogue; it is translated where it is shown."""
    return text
