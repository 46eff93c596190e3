"""Released packages on the government's publication platform."""
