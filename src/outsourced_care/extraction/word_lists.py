"""Words in one string flow in, a set of them flows out: how the closed classes here are written."""


def words(text: str) -> frozenset[str]:
    """The words of a string; `+` stands for a space inside an entry."""
    return frozenset(word.replace("+", " ") for word in text.split())
