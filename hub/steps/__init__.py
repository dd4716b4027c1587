"""What happens: events in, commands and words out."""
