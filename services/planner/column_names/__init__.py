"""What the files of a region call the columns of the plan."""
