"""What is there, and how it is."""
