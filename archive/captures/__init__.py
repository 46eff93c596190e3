"""One message, many phones: which conversation and message of the archive a source holds too, and where sources disagree."""
