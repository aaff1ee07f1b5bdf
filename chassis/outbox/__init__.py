"""Transactional outbox: rows written with the state, and the relay that publishes them."""
