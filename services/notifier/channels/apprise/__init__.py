"""Messages to Telegram, WhatsApp and others, by the library Apprise."""
