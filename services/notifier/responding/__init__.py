"""Answers by the link in a message: signed for one episode, office and address, with an end."""
