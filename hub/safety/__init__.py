"""Never beyond: the rails every command passes, whatever was learned."""
