"""What the server answers besides the dashboard: the API, the map's assets, headers."""
