"""The directory of scales: how raw scores become marks."""
