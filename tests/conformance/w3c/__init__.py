"""Runs the W3C's SPARQL test suites from their manifests, on anything that can be asked."""
