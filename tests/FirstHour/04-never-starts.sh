# A job that asks more than its queue ever has: what is in the way is told with its figures, and Ctrl-C says what had not ended.
. "$(dirname "$0")/hour.sh"
steps 4

writes big.yaml <<'YAML'
jobs:
  - jobName: big
    jobQueue: default
    jobDefinition: hello
    containerOverrides:
      resourceRequirements: [{ type: VCPU, value: '2' }, { type: MEMORY, value: '4096' }]
YAML
leaves 'dotnet run --project src/LocalCloud -- --parameter-overrides MaxVcpus=1 big.yaml'
looks_there
reads '^[0-9:.]{12} big RUNNABLE, cannot start: it asks 2 vCPU, and queue default has at most 1$'
presses INT
reads '^Interrupted: 1 of 1 jobs had not ended\. The next start with the state folder .*/\.local takes them up\.$'
ends 130
# In a pipeline nobody presses Ctrl-C: it gives up, and says so by a code of its own.
out=$folder/.out
own 'dotnet run --project src/LocalCloud -- --parameter-overrides MaxVcpus=1 --state other --give-up-when-stuck 0 big.yaml'
reads '^Gave up: big can never start as things are, and 1 of 1 jobs had not ended\. The next start with the state folder .*/other takes them up\.$'
ends 5
