"""A corpus or the dataset's own articles flow in, how good the extractor is flows out."""
