"""The planner: owns the plan, the agencies and the accounts, and says what they are."""
