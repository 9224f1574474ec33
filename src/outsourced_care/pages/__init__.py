"""A saved web page flows in, the article on it flows out: text, roles, metadata."""
