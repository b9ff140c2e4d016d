"""Benchmarks: `make bench` prints what this machine does with the product as it is shipped."""
