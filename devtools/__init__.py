"""The Python half of ./dev: the rest of the set-up, running the demo, checking everything. No part of the product."""
