"""What a change teaches, and how far what was learned is trusted."""
