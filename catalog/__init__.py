"""The DuckDB file: settings, errors, database, migrations, partners and products."""
