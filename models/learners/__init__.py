"""The arithmetic of learning, and its scikit-learn estimators, which are only imported when asked for."""
