"""Many articles flow in, from files and archives; machine-made tables flow out, part by part."""
