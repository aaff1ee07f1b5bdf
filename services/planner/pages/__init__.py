"""The planner's pages: sign-in and one's own account."""
