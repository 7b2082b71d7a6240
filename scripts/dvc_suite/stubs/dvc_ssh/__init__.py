"""DVC's conftest imports its SSH plugin; remotes on other machines are not tested here."""
