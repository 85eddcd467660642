# A program of one's own reads a file and writes one.
. "$(dirname "$0")/hour.sh"
steps 5

writes count.sh <<'SH'
wc -w < "$1" > words.txt
SH
writes text.txt <<'TEXT'
one two three
TEXT
writes mine.yaml <<YAML
jobs:
  - jobName: count
    jobQueue: default
    jobDefinition: hello
    containerOverrides: { command: [sh, $PWD/count.sh, $PWD/text.txt] }
YAML
own 'dotnet run --project src/LocalCloud -- --output-folder out mine.yaml'
reads '^Files of count: /.*/out/count/[0-9a-f-]{36}$'
ends 0
own 'cat out/count/*/1/words.txt'
reads '^ *3$'
