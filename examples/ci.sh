#!/usr/bin/env bash
# A pipeline's step: AWS Batch on this machine, a job, and its end as the exit code.
set -euo pipefail
state=$(mktemp -d)
dotnet run --project src/LocalCloud -- --no-template --with-defaults --port 0 --state "$state" --env-file "$state/env" --ready-file "$state/ready" & stack=$!
trap 'kill -TERM $stack; wait $stack || true; rm -rf "$state"' EXIT
until [ -e "$state/ready" ]; do kill -0 $stack; sleep 0.2; done
set -a; . "$state/env"; set +a
job=$(aws batch submit-job --job-name smoke --job-queue default --job-definition hello --query jobId --output text)
until status=$(aws batch describe-jobs --jobs "$job" --query 'jobs[0].status' --output text | grep -E 'SUCCEEDED|FAILED'); do sleep 0.2; done
[ "$status" = SUCCEEDED ]
