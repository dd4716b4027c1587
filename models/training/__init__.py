"""The nightly job's learning: priors refitted on those who agreed, and kept where they are better."""
