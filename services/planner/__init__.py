"""The planner: owns the plan, the agencies and the accounts; publishes plan and agencies."""
