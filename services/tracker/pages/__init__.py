"""The tracker's pages: tasks, an item, and the report form from fields to receipt."""
