"""Dead letters: records that cannot be applied. They are stored, listed, and replayed."""
