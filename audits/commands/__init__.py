"""One module a verb; each holds its `command` and no logic that a library could want."""
