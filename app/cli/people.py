"""flask users, flask regions: who works where."""

import csv
from typing import Any, TextIO

import click

from app.cli.asking import Group
from app.db import transaction
from app.org import actions as org
from app.org import queries as org_queries
from app.org.models import User


class Post(click.ParamType):
    """A department in a region, as one word."""

    name = "<group>@<region>"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, str]:
        """The group and the code of the region."""
        group, at, region = str(value).partition("@")
        if not (group and at and region):
            self.fail(f"{value!r} 不是 <group>@<region>，例如 hrss_intake@411221。", param, ctx)
        return group, region


users = Group("users", help="People and their posts.")
regions = Group("regions", help="The tree of regions.")


@users.command("add")
@click.argument("username")
@click.argument("name")
@click.option("--post", "posts", type=Post(), multiple=True, help="may be repeated")
@click.password_option()
def add_user(username: str, name: str, posts: tuple[tuple[str, str], ...], password: str) -> None:
    """Add a person with posts."""
    with transaction():
        user = org.add_user(username, name, password)
        for post in posts:
            org.add_post(user, *post)


@users.command("disable")
@click.argument("username")
def disable_user(username: str) -> None:
    """Take a person's access away at once; what they did stays."""
    with transaction():
        org.disable_user(_user(username))


@users.command("password")
@click.argument("username")
@click.password_option()
def set_password(username: str, password: str) -> None:
    """Give a person a new password."""
    with transaction():
        org.set_password(_user(username), password)


@users.command("post")
@click.argument("username")
@click.argument("post", type=Post())
@click.option("--remove", is_flag=True)
def post(username: str, post: tuple[str, str], remove: bool) -> None:
    """Give a person a post <group>@<region>, or take it away."""
    with transaction():
        (org.remove_post if remove else org.add_post)(_user(username), *post)


def _user(username: str) -> User:
    user = org_queries.user_by_name(username)
    if user is None:
        raise click.ClickException(f"没有用户 {username}。")
    return user


@regions.command("import")
@click.argument("file", type=click.File("r", encoding="utf-8-sig"))
def import_regions(file: TextIO) -> None:
    """Import regions from CSV: code,parent,name,name_en,level."""
    with transaction():
        click.echo(f"{org.import_regions(csv.DictReader(file))} 个地区。")
