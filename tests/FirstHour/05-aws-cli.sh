# runs in: .ci/readme
# AWS Batch alone, and the AWS CLI: a job, its end, its output.
. "$(dirname "$0")/hour.sh"
steps 5

documented 'dotnet run --project src/LocalCloud -- --no-template --with-defaults'
leaves 'dotnet run --project src/LocalCloud -- --no-template --with-defaults'
types 'job=$(aws batch submit-job --job-name greet --job-queue default --job-definition hello --parameters who=CLI --query jobId --output text)'
types "until aws batch describe-jobs --jobs \$job --query 'jobs[0].status' --output text | grep -q SUCCEEDED; do sleep 0.2; done"
types "stream=\$(aws batch describe-jobs --jobs \$job --query 'jobs[0].container.logStreamName' --output text)"
types "aws logs get-log-events --log-group-name /aws/batch/job --log-stream-name \"\$stream\" --query 'events[].message'"
reads 'Hello, CLI'
ends 0
