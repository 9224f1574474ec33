"""Releases of the dataset: how they are written, listed, kept, found and read again.

`bundle` is one release as a file, `index` the list of all of them (`releases.json`). `local`
reads both from a folder, `cache` from the web; `store` finds the place and in it a release by
its version. `release` makes one, `changelog` and `citation` write what people read of it.
"""
