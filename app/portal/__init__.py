"""The public's pages: complain, follow."""
