#!/usr/bin/env bash
# Makes what is missing of the roles and databases of the mirror, MLflow and Temporal, each owned by a role of its own,
# and sets the passwords to those of the secrets. PostgreSQL's image runs it at its very first start; run it again after
# a password was changed. Connects as psql's environment says (PGHOST, PGUSER, …).
set -euo pipefail
secrets=${SECRETS_DIR:-/run/secrets}

role_and_databases() {
  local role=$1 password
  shift
  password=$(cat "$secrets/${role}_db_password")
  [ -n "$password" ] || {
    echo "oncek: $secrets/${role}_db_password is empty; scripts/secrets.sh fills it" >&2
    exit 1
  }
  # The password goes by stdin, where no list of processes shows it.
  psql -v ON_ERROR_STOP=1 -v role="$role" -q -d postgres <<SQL
\set password '$(printf %s "$password" | sed "s/'/''/g")'
SELECT format('CREATE ROLE %I LOGIN', :'role') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'role') \gexec
SELECT format('ALTER ROLE %I PASSWORD %L', :'role', :'password') \gexec
SQL
  local database
  for database in "$@"; do
    psql -v ON_ERROR_STOP=1 -v role="$role" -v database="$database" -q -d postgres <<'SQL'
SELECT format('CREATE DATABASE %I OWNER %I', :'database', :'role')
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', :'database') \gexec
SQL
  done
}

export PGUSER=${PGUSER:-${POSTGRES_USER:-postgres}}
role_and_databases oncek oncek
role_and_databases mlflow mlflow
role_and_databases temporal temporal temporal_visibility
