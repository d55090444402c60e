"""What the tests share: the sample school, audited once, and the files beside the checkout where they exist."""

from __future__ import annotations

import ctypes
import os
import sys
import tempfile
from collections.abc import Generator
from pathlib import Path

import matplotlib
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from hypothesis import settings
from offline import sitecustomize as offline

import imgaudit as ia

matplotlib.use("agg")

# Frames are slow to make and machines are busy: fewer examples, no deadline. `make soak` asks for more.
settings.register_profile("frames", max_examples=int(os.environ.get("IMGAUDIT_EXAMPLES", "30")), deadline=None)
settings.load_profile("frames")

ROOT = Path(__file__).parent.parent
SCHOOL = ROOT / "data" / "school"
TERMS = {"autumn": "2025-26-autumn", "spring": "2025-26-spring", "summer": "2025-26-summer"}

# The fixtures that audit: the sample school's three terms, and a trust's schools.
DEAR = {"audits", "audited"}

sys.path.append(str(ROOT / "data"))  # the sample school's generator is a script, not a package


class Offline:
    """Fails what reached further than 127.0.0.1, doctests of the package included."""

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        if reached := offline.taken():  # also where the code under test swallowed the error
            report.outcome = "failed"
            report.longrepr = f"{report.longreprtext}\n\n{reached}".strip()
        return report


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes are called by what they are for: those of an archive hold the time, and no two workers would agree."""
    return argname if isinstance(val, bytes) else None


@pytest.hookimpl(tryfirst=True)  # before pytest leaves out what `-m` does not ask for
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow what asks for whole audits that several tests share: whichever is first waits for them."""
    for item in items:
        if DEAR.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)


def pytest_configure(config: pytest.Config) -> None:
    """Hold the tests, and every Python that they start, to this machine."""
    folder, patch = tempfile.TemporaryDirectory(), pytest.MonkeyPatch()
    config.add_cleanup(folder.cleanup)
    config.add_cleanup(patch.undo)
    patch.setenv(offline.NOTES, str(Path(folder.name) / "reached"))
    # Ahead of any other: Python runs the first sitecustomize it finds.
    patch.setenv("PYTHONPATH", str(Path(offline.__file__).parent), prepend=os.pathsep)
    config.pluginmanager.register(Offline())


@pytest.fixture(autouse=True)
def _no_figure_is_left_open() -> Generator[None]:
    yield
    plt.close("all")


@pytest.fixture(scope="session", autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory):
    """Keep the tests out of the cache and the configuration of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        yield


@pytest.fixture(scope="session")
def audits(_own_cache) -> dict[str, ia.Audit]:
    """The sample school's audits by term id, as committed in ``data/school``."""
    return {term: ia.audit_config(SCHOOL / f"{name}.toml", progress=False) for name, term in TERMS.items()}


@pytest.fixture(scope="session")
def summer(audits: dict[str, ia.Audit]) -> ia.Audit:
    return audits["2025-26-summer"]


@pytest.fixture(scope="session")
def history(audits: dict[str, ia.Audit], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The three terms saved."""
    place = tmp_path_factory.mktemp("history")
    for audit in audits.values():
        ia.save_audit(audit, place)
    return place


def _planted() -> pd.DataFrame:
    return pd.read_csv(SCHOOL / "truth.csv", dtype=str, keep_default_na=False)


@pytest.fixture(scope="session")
def truth() -> pd.DataFrame:
    """What the sample school's script planted: a placement a row."""
    return _planted().query("source in ('wordpress', 'inventory')")


@pytest.fixture(scope="session")
def truth_of_visit() -> pd.DataFrame:
    """What a visit of the sample school's website has to find: an address a row."""
    return _planted().query("source == 'visit'")


@pytest.fixture(scope="session")
def truth_of_registers() -> pd.DataFrame:
    """What the sample school's registers say, a thing a row; and, a practice a row, how it stands."""
    return _planted().query("source in ('registers', 'scorecard')")


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real files beside the checkout, which are not part of the project."""
    place = ROOT.parent / "shared"
    if not (place / "corpus" / "expected.json").exists():
        pytest.skip("no ../shared beside this checkout: real files are tested only where it is")
    return place


@pytest.fixture
def without_root() -> Generator[None]:
    """No right to open what its mode forbids, which root has and hides by it what everybody else meets."""
    if sys.platform != "linux" or os.geteuid() != 0:
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # the third version of capabilities, of this thread
    before = (ctypes.c_uint32 * 6)()
    assert libc.capget(header, before) == 0
    fewer = (ctypes.c_uint32 * 6)(*before)
    fewer[0] &= ~0b110  # effective: neither CAP_DAC_OVERRIDE nor CAP_DAC_READ_SEARCH
    assert libc.capset(header, fewer) == 0
    yield
    assert libc.capset(header, before) == 0
