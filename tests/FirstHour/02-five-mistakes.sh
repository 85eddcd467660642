# A manifest of one's own, with five mistakes: each is told with its place, and nothing runs.
. "$(dirname "$0")/hour.sh"
steps 2

writes mine.yaml <<'YAML'
defaults: { jobDefinition: hello }
jobs:
  - { jobName: first, jobQueue: defualt }
  - { jobName: second, jobQueue: default, jobDefinition: helo }
  - { jobName: second, jobQueue: default }
  - { jobName: third, jobQueue: default, dependsOn: [frist] }
  - { jobName: fourth, jobQueue: default, retries: 3 }
YAML
own 'dotnet run --project src/LocalCloud -- mine.yaml'
reads '^mine\.yaml\(3,[0-9]+\): .*defualt'
reads '^mine\.yaml\(4,[0-9]+\): .*helo'
reads '^mine\.yaml\(5,[0-9]+\): .*second'
reads '^mine\.yaml\(6,[0-9]+\): .*frist'
reads '^mine\.yaml\(7,[0-9]+\): .*retries'
reads '^5 errors in mine\.yaml; nothing was submitted\.$'
ends 2
