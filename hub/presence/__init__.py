"""Who is where: what sources tell, put together into one place a person. Pure."""
