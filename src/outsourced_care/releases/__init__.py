"""Releases of the dataset: how they are written, listed, kept, found and read again.

`bundle` is one release as a file, `index` the list of all of them (`releases.json`), `store`
finds a release by its version, `changelog` and `citation` write what people read of it.
"""
