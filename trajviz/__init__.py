"""trajviz shows how optimizers move."""
