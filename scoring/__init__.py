"""Says what a reply did with a claim and which watch-listed sources it names."""
