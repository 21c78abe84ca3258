"""Everything that meets people: reading their words, the embedded dialogue, the channels."""
