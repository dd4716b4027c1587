"""The recorded weeks lived through once more, under another configuration: what would have been done, beside what was."""
