"""The HTTP side of every service: connections, middleware, strict routes, error responses."""
