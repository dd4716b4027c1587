"""What is done by the calendar: training, backups, retention."""
