"""Template tags shared by every face."""
