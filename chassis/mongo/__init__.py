"""MongoDB: the client of a service, transactions, and the lease."""
