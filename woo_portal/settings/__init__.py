"""Settings: `base` is production, decided by the environment; `test` is what the test suite changes in it."""
