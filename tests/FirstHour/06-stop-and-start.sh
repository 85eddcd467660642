# The stack's terminal tells how dropped jobs end. It is stopped while a job runs and another waits for it; the next start takes them up.
. "$(dirname "$0")/hour.sh"
steps 6

writes long.yaml <<'YAML'
defaults: { jobQueue: default, jobDefinition: hello }
jobs:
  - jobName: long
    retryStrategy: { attempts: 2 }
    containerOverrides: { command: [sh, -c, 'test "$AWS_BATCH_JOB_ATTEMPT" = 2 || sleep 600'] }
  - { jobName: after, dependsOn: [long] }
YAML
leaves 'dotnet run --project src/LocalCloud'
types 'cp examples/people.csv .local/s3/local-123456789012-us-east-1/inbox/'
looks_there
reads '^Ended people\.csv: All 3 succeeded\.$'
out=$folder/.out
own 'cp long.yaml .local/s3/local-123456789012-us-east-1/inbox/'
looks_there
reads '^Dropped long\.yaml: 2 jobs, submission '
out=$folder/.out
own "until curl -fsS '$api/jobs?jobQueue=default&status=RUNNING' | grep long; do sleep 0.2; done"
presses TERM
reads '^Stopping; 1 running job counts as one on a lost host, 1 that waits is taken up at the next start\.$'
ends 0
leaves 'dotnet run --project src/LocalCloud'
looks_there
reads '^Taken up   2 jobs of the last run that had not ended$'
reads '^Ended long: SUCCEEDED  http://127\.0\.0\.1:[0-9]+/jobs/[0-9a-f-]{36}$'
reads '^Ended after: SUCCEEDED  '
reads '^Ended, of what was taken up: All 2 succeeded\.$'
