"""Settings and the doors of the web server."""
