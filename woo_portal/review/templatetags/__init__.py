"""Template filters and tags of the review screen."""
