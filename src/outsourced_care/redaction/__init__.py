"""Take a record out of everything that the repository holds: lawful removal.

Nothing here reads or writes the working tree; `build/redact_record.py` does.
"""
