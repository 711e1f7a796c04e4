"""What the server provides besides the dashboard: API, map assets and headers."""
