"""Names of files in the data folder."""

SETTINGS = "magpie.toml"
DATABASE = "magpie.db"
