"""Whether a package is sound."""
