"""Settings: read from the environment, refused with a sentence, and the secret that is made once."""

import threading

import pytest

from events_app.platform.settings import SettingsError, kept_secret, load_settings

SECRET = "x" * 40


def settings_from(tmp_path, **variables):
    return load_settings({"EVENTS_APP_DATA_DIR": str(tmp_path), "EVENTS_APP_SECRET": SECRET, **variables})


def test_without_variables_it_serves_locally_and_without_demo(tmp_path):
    settings = settings_from(tmp_path)
    assert (settings.host, settings.port, settings.demo, settings.scheduler) == ("127.0.0.1", 8000, False, True)
    assert (settings.database_url, settings.smtp_url) == (None, None)
    assert settings.public_url == "http://127.0.0.1:8000"
    assert not settings.secure_cookies


def test_public_url_loses_its_trailing_slash_and_asks_for_secure_cookies(tmp_path):
    settings = settings_from(tmp_path, EVENTS_APP_PUBLIC_URL="https://hoicho.hanoi.gov.vn/")
    assert settings.public_url == "https://hoicho.hanoi.gov.vn"
    assert settings.secure_cookies


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("EVENTS_APP_PORT", "0", "EVENTS_APP_PORT is '0'; it takes a whole number from 1 to 65535."),
        ("EVENTS_APP_PORT", "٨٠٠٠", "EVENTS_APP_PORT is '٨٠٠٠'"),
        ("EVENTS_APP_DEMO", "maybe", "EVENTS_APP_DEMO is 'maybe'; it takes on or off."),
        ("EVENTS_APP_SECRET", "short", "EVENTS_APP_SECRET is shorter than 32 characters"),
        ("EVENTS_APP_PUBLIC_URL", "hoicho.vn", "EVENTS_APP_PUBLIC_URL must begin with http:// or https://"),
        ("DATABASE_URL", "mysql://x", "DATABASE_URL must begin with postgresql://"),
        ("EVENTS_APP_POOL_SIZE", "1000", "it takes a whole number from 2 to 150"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_with_a_sentence(tmp_path, name, value, sentence):
    with pytest.raises(SettingsError) as refusal:
        settings_from(tmp_path, **{name: value})
    assert sentence in str(refusal.value)


def test_secret_is_made_once_and_closed_to_others(tmp_path):
    folder = tmp_path / "new"
    first = load_settings({"EVENTS_APP_DATA_DIR": str(folder)}).secret
    assert load_settings({"EVENTS_APP_DATA_DIR": str(folder)}).secret == first
    assert len(first) >= 48
    assert (folder / "secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in folder.iterdir()] == ["secret"]


def test_processes_that_start_together_agree_on_the_secret(tmp_path):
    together = threading.Barrier(16)
    seen: list[str] = []

    def start() -> None:
        together.wait()
        seen.append(kept_secret(tmp_path))

    threads = [threading.Thread(target=start) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 16
    assert len(set(seen)) == 1
