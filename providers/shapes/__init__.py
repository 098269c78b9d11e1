"""Wire shapes: for each, one function that builds a request and one that reads a reply."""
