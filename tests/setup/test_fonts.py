"""The faces of the papers are cut once, and a machine that cannot draw papers says so before it starts."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from app.documents import fonts


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(fonts, "FONTS", tmp_path)
    monkeypatch.setattr(fonts, "STYLE_SHEET", tmp_path / "faces.css")
    return tmp_path


def test_this_machine_can_draw_papers() -> None:
    fonts.check()


def test_weasyprint_finds_the_fast_subsetter() -> None:
    from weasyprint.text.ffi import harfbuzz_subset

    assert harfbuzz_subset


def test_a_missing_library_names_the_command_that_mends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "LIBRARIES", {"libharfbuzz-nowhere.so.0": "libharfbuzz-subset0"})
    with pytest.raises(
        fonts.CannotRender, match=r"apt-get update && apt-get install .* libharfbuzz-subset0$"
    ):
        fonts.check()


def test_a_machine_without_chinese_fonts_names_the_command_that_mends_it(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "_installed", lambda pattern: None)
    with pytest.raises(fonts.CannotRender, match="fonts-noto-cjk"):
        fonts.prepare()


def test_papers_without_prepared_fonts_are_refused(elsewhere: Path) -> None:
    with pytest.raises(fonts.CannotRender, match=r"python -m app\.documents\.fonts"):
        fonts.check()


def test_without_fandol_the_next_face_is_used_and_it_is_said(elsewhere: Path) -> None:
    [remark] = fonts.prepare()
    assert "FandolFang" in remark
    assert "GwFang" in fonts.STYLE_SHEET.read_text()


def test_faces_are_cut_again_only_if_their_sources_change(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fonts.prepare()
    cut = []
    monkeypatch.setattr(fonts, "_cut", lambda path, index: cut.append(path) or b"")
    fonts.prepare()
    assert cut == []


def test_rare_characters_of_names_are_in_one_of_the_faces_of_the_body() -> None:
    covered = set()
    for family in ("GwFang", "GwKai"):
        covered |= TTFont(fonts.FONTS / f"{family}.otf").getBestCmap().keys()
    assert {ord(character) for character in "喆堃玥祎犇镕瑄翀赟燚龑奭淼旻昇"} <= covered
