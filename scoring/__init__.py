"""Reads transcripts and says what a reply did with a claim and which watch-listed sources it names."""
