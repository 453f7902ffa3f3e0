"""The registry of words."""

import pytest

from app.engine.operations import Parameter, UnknownWord, answer, find, operation, prefill, words


def test_a_word_says_what_it_takes_and_what_it_does():
    @operation("test.note")
    def note(move, text, urgent=False, *, region=None, **rest):
        """Write a note."""

    word = find("operation", "test.note")
    assert (word.function, word.doc, word.kind) == (note, "Write a note.", "operation")
    assert word.params == (Parameter("text", True), Parameter("urgent", False), Parameter("region", False))
    assert words("operation")["test.note"] is word


def test_answers_and_prefills_have_their_own_names():
    @answer("test.same")
    def apply(move, answers): ...

    @prefill("test.same")
    def fill(case): ...

    assert find("answer", "test.same").function is apply
    assert find("prefill", "test.same").function is fill
    assert find("answer", "test.same").params == find("prefill", "test.same").params == ()


def test_a_name_means_one_thing():
    @operation("test.twice")
    def first(move): ...

    with pytest.raises(ValueError, match=r"test\.twice"):

        @operation("test.twice")
        def second(move): ...


def test_an_unknown_word_is_named():
    with pytest.raises(UnknownWord, match=r"test\.nobody"):
        find("answer", "test.nobody")


def test_the_registry_is_read_only():
    with pytest.raises(TypeError):
        words("operation")["x"] = None
