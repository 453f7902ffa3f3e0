"""What the browser loads from packages: the list and nothing else."""

from flask import Flask

from app import vendor


def test_every_file_of_the_list_is_there_and_kept_for_good(desk: Flask) -> None:
    client = desk.test_client()
    for name in vendor.FILES:
        with desk.test_request_context():
            url = vendor.address(name)
        answer = client.get(url)
        assert answer.status_code == 200, name
        assert answer.cache_control.immutable, name
        assert answer.cache_control.max_age == vendor.FOR_GOOD
        answer.close()


def test_without_the_version_nothing_is_kept_for_good(desk: Flask) -> None:
    with desk.test_client().get("/vendor/bootstrap.css") as answer:
        assert not answer.cache_control.immutable


def test_nothing_else_of_the_packages_is_served(desk: Flask) -> None:
    client = desk.test_client()
    for name in ("package.json", "..%2fpackage.json", "bootstrap/package.json", "modeler.js"):
        assert client.get(f"/vendor/{name}").status_code == 404, name
