"""Regions and people to test with: the demo's regions, and whoever a test appoints."""

from app.db import transaction
from app.org import actions, demo
from app.org.models import User

PASSWORD = "correct horse battery"


def regions() -> None:
    """The demo's regions with all their departments, nobody in them."""
    with transaction():
        actions.import_regions(demo.REGIONS)
        actions.make_departments()


def person(username: str, *posts: str) -> User:
    """A user with posts written as ``group@region``."""
    with transaction():
        user = actions.add_user(username, f"测试员{username}", PASSWORD)
        for post in posts:
            group, _, region = post.partition("@")
            actions.add_post(user, group, region)
    return user
