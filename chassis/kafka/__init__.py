"""Events over Kafka: published with acks=all, consumed without skipping a record."""
