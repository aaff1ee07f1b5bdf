"""What the council looks at: is it on plan, what is late and whose, how much of it to believe."""
