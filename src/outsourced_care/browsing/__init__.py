"""Tables flow in, pages on this machine flow out, in which a browser looks through them."""
