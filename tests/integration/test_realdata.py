"""A test on real data is never passed over in silence."""

from pathlib import Path

import pytest

TESTS = """
    import pytest

    def test_by_fixture(realdata):
        assert realdata.is_dir()

    @pytest.mark.realdata
    def test_by_mark():
        pass

    @pytest.mark.realdata
    @pytest.mark.skip(reason="too slow")
    def test_skipped_by_its_author():
        pass

    @pytest.mark.realdata
    @pytest.mark.xfail(reason="not yet", raises=ZeroDivisionError)
    def test_not_there_yet():
        1 / 0

    @pytest.mark.skip(reason="another time")
    def test_without_real_data():
        pass
"""


@pytest.fixture
def inner(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """Lend a folder of tests that run with the plugin alone, with no real data beside it."""
    monkeypatch.setattr("tests.realdata.SHARED", pytester.path / "shared")
    monkeypatch.delenv("REALDATA_DIR", raising=False)
    pytester.makeini("[pytest]\nmarkers = realdata: real\naddopts = -p tests.realdata -rs")
    pytester.makepyfile(TESTS)
    return pytester


def test_without_the_folder_tests_are_skipped_with_the_reason(inner: pytest.Pytester) -> None:
    outcome = inner.runpytest_inprocess()

    outcome.assert_outcomes(skipped=5)
    outcome.stdout.fnmatch_lines("*SKIPPED*real data is not on this machine*")


def test_with_the_folder_a_skip_is_a_failure(inner: pytest.Pytester) -> None:
    (inner.path / "shared").mkdir()

    outcome = inner.runpytest_inprocess()

    outcome.assert_outcomes(passed=2, errors=1, skipped=1, xfailed=1)
    outcome.stdout.fnmatch_lines("*skipped although*is there*too slow*")
    assert outcome.ret != 0


def test_folder_elsewhere_does_not_hide_the_one_that_is_there(
    inner: pytest.Pytester, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (inner.path / "shared").mkdir()
    monkeypatch.setenv("REALDATA_DIR", str(tmp_path / "nowhere"))

    outcome = inner.runpytest_inprocess()

    outcome.assert_outcomes(errors=4, skipped=1)
