"""Events over Kafka: published with every replica's word, consumed with nothing skipped."""
