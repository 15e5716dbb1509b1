#!/bin/sh
# Makes the buckets and the product's own user, who reaches only them; again and again without harm.
set -eu
secrets=${SECRETS_DIR:-/run/secrets}
mc=${MC:-mc}
STATE_BUCKET=${STATE_BUCKET:-$MEDIA_BUCKET-state}

# Healthy by its own word, MinIO still answers 503 until it has read its users; nobody starts this job again.
attempt=1
until "$mc" alias set here "$MINIO_ADDRESS" "$MINIO_ROOT_USER" "$(cat "$secrets/minio_root_password")" >/dev/null; do
  if [ "$attempt" -ge 30 ]; then
    echo "MinIO at $MINIO_ADDRESS did not answer as user $MINIO_ROOT_USER within a minute" >&2
    exit 1
  fi
  attempt=$((attempt + 1))
  sleep 2
done
for bucket in "$MEDIA_BUCKET" "$STATE_BUCKET" "$MLFLOW_BUCKET"; do
  "$mc" mb --ignore-existing "here/$bucket"
done
"$mc" admin user add here "$ACCESS_KEY" "$(cat "$secrets/aws_secret_access_key")" >/dev/null
policy=$(mktemp)
cat >"$policy" <<JSON
{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Effect": "Allow",
      "Action": ["s3:*"],
      "Resource": [
        "arn:aws:s3:::$MEDIA_BUCKET", "arn:aws:s3:::$MEDIA_BUCKET/*",
        "arn:aws:s3:::$STATE_BUCKET", "arn:aws:s3:::$STATE_BUCKET/*",
        "arn:aws:s3:::$MLFLOW_BUCKET", "arn:aws:s3:::$MLFLOW_BUCKET/*"
      ]
    }
  ]
}
JSON
"$mc" admin policy create here oncek "$policy"
rm -f "$policy"
"$mc" admin policy attach here oncek --user "$ACCESS_KEY" || echo "the policy is attached already"
