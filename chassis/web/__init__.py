"""Pages: templates, static files, sessions by cookie, forms, and the words in two languages."""
