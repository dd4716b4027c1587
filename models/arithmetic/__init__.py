"""The arithmetic of learning: numbers in, numbers out. numpy only, for the daemon and the estimators alike."""
