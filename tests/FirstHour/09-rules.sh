# runs in: .ci/readme
# Out of memory is tried again with more of it, and a Spot reclaim on the other queue; the manifest succeeds in the end.
. "$(dirname "$0")/hour.sh"
steps 5

writes rules.yaml <<'YAML'
defaults: { jobQueue: spot, jobDefinition: hello }
onFailure:
  - { causes: [OutOfMemory], action: resubmit, memoryFactor: 2, maxMemoryMiB: 4096, maxResubmissions: 3 }
  - { causes: [SpotInterruption, HostTerminated], action: resubmit, jobQueue: default, maxResubmissions: 2 }
jobs:
  - jobName: hungry
    containerOverrides: { command: [sh, -c, '{ head -c 700m /dev/zero; sleep 5; } | tail -n 1 > /dev/null'] }
  - jobName: reclaimed
    containerOverrides: { command: [sh, -c, 'test "$AWS_BATCH_JQ_NAME" = default || exec sleep 600'] }
YAML
leaves 'dotnet run --project src/LocalCloud'
# A third terminal waits for the job to run, and takes its host away.
(
  until id=$(curl -fsS "$api/jobs?jobQueue=spot&namePrefix=reclaimed&status=RUNNING" | grep -o '"jobId":"[^"]*"' | cut -d'"' -f4) && [ -n "$id" ]; do sleep 0.2; done
  curl -fsS --aws-sigv4 "aws:amz:us-east-1:batch" --user "$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY" -X POST "$AWS_ENDPOINT_URL/_localcloud/hosts/$id/reclaim"
) >/dev/null 2>&1 &
own 'dotnet run --project src/LocalCloud -- rules.yaml'
reads '^The stack of .*/\.local is up; it gets the manifest\.$'
reads '^[0-9:.]{12} hungry FAILED exit 137 \(OutOfMemory\), resubmitted 1 of 3 with 1024 MiB$'
reads '^[0-9:.]{12} reclaimed FAILED.* \(SpotInterruption.*\), resubmitted 1 of 2 on queue default$'
reads '^All 2 succeeded, 2 after 2 resubmissions\.$'
ends 0
