"""A form written as JSON Schema: its fields, its rules, the answers to it and what a page shows of it."""
