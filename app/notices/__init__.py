"""What we owe someone to be told: outbox and channels."""
