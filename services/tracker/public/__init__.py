"""What a region shows to everybody, without a sign-in."""
