"""Devices as they really answer, one file per family, each with its own bytes: what ``benchmarks/attribution.py`` lets live."""
