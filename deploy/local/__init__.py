"""The embedded stack: broker, database, mail catcher, services and Prometheus as processes.

It is for a laptop, a demonstration and the tests: one of each, bound to loopback, no
passwords between the parts. Production is docker-compose.yml.
"""
