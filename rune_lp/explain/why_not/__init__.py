"""Why an image does not match: what holds, what fails, and the least changes."""
