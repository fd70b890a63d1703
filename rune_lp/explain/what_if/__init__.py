"""What would be if something were otherwise, and what an answer hangs on."""
