"""The text of an article flows in, what can be read off it flows out: drafts, never entries."""
