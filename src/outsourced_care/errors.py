"""What keeps a command from running at all, as one kind of error."""


class CannotRunError(ValueError):
    """A command cannot run; the message is the one line that says why."""
