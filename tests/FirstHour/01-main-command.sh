# The first command of the README.
. "$(dirname "$0")/hour.sh"
steps 1

types 'dotnet run --project src/LocalCloud -- examples/hello.json'
reads '^[0-9:.]{12} hello RUNNING$'
reads '^hello \| Hello, BatchFunctions$'
reads '^hello SUCCEEDED  [0-9a-f-]{36}$'
reads '^All 1 succeeded\.$'
# What is of no consequence is told to those who ask for it.
never_reads '^Simulated|^The template.s policies'
ends 0
