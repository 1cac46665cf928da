"""One number: what every output tells is read back and set beside the projection."""
