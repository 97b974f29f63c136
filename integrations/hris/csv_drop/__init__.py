"""The file drop: CSV files read through declarative mappings."""

from .source import CsvDrop

__all__ = ["CsvDrop"]
