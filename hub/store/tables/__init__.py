"""One small class a table: what goes in, what comes out. None of them asks for consent: the transaction does, at every row."""
