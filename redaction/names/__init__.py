"""Names of people: lists, and the pipeline that uses them."""
