"""The published tables flow in, the pages of a static site flow out.

Pages hold no clock time, name no address of their own and ask nothing of a network: they work
below any address and from a folder. What reads and writes is `build/make_site.py`.
"""
