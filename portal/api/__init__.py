"""The partner API, version 1."""
