"""Two states of the dataset flow in; what differs, and the version it calls for, flow out.

`states` and `git_states` read a state, `compare_states` compares two, `changes` is what comes
of it, `version_rules` judges it, and `change_reports` and `change_markdown` tell it.
"""
