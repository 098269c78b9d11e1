"""Batches: many requests handed in as one, answered within a day at about half the price.

`shape` says what a service's batches look like (`openai`, `anthropic`, `mistral`, `gemini`: pure
functions), `reading` turns a result into a reply by the same readers as a single answer, `client`
is the thin line of I/O, `making` puts them together for a model.
"""
