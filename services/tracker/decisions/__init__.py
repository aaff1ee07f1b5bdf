"""What the council decided on an item or an agency: who does it by when, and what came of it."""
