"""The flask command's own words: thin, each opens its transaction."""
