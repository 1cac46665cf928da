"""Faults planted on purpose: every one must be caught by a test."""
