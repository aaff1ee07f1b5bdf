"""The items of the plan: their fields, rules and versions."""
