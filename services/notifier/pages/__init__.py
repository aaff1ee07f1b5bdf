"""Pages of the alerts: who was told, who answered, what was decided and why."""
