#!/bin/sh
# Brings Temporal's tables in PostgreSQL to the version of the server: made where they are missing, else updated.
# The tool brings them along. Environment: SQL_HOST, SQL_PORT, SQL_USER, SQL_PASSWORD_FILE; SQL_TOOL: the program, default
# temporal-sql-tool. The databases must exist (scripts/deployment/create-databases.sh).
set -eu
# By environment, not by argument: a list of processes shows arguments.
SQL_PASSWORD=$(cat "$SQL_PASSWORD_FILE")
export SQL_PASSWORD

for kind in temporal visibility; do
  database=temporal
  if [ "$kind" = visibility ]; then database=temporal_visibility; fi
  tool() { "${SQL_TOOL:-temporal-sql-tool}" --plugin postgres12 --endpoint "$SQL_HOST" --port "$SQL_PORT" --user "$SQL_USER" --database "$database" "$@"; }
  # An update of no version at all fails: that is how tables that were never made are told apart.
  if ! tool update-schema --schema-name "postgresql/v12/$kind" 2>/tmp/schema.log; then
    tool setup-schema --version 0.0
    tool update-schema --schema-name "postgresql/v12/$kind"
  fi
done
echo 'the tables of Temporal are up to date'
