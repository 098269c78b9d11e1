"""The claim library: claims, personas, prompts and suites, read from YAML."""
