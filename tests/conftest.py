"""The portal's own tests use the fixtures it ships."""

pytest_plugins = ["portal.testing.fixtures", "portal.testing.live"]
