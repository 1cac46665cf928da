"""The numbers of the pages of docs/: each has an origin other than the page."""
