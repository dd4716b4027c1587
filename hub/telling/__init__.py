"""Words for people and topics for programs."""
