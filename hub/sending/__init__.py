"""Commands out, whether they were heeded, and what stands because of them."""
