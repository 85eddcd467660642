# Children of an array fail, a rule tries them again, and what waited for the array follows: in the end all is well.
. "$(dirname "$0")/hour.sh"
steps 1

types 'dotnet run --project src/LocalCloud -- examples/recovers.yaml'
reads '^[0-9:.]{12} parts FAILED in 2 of 5 children.*, resubmitted 1 of 1$'
reads '^[0-9:.]{12} parts:1 SUCCEEDED$'
reads '^[0-9:.]{12} parts:3 SUCCEEDED$'
reads '^parts:3 \| part 3, at the second try$'
reads '^collect SUCCEEDED'
reads '^All 2 succeeded, 2 after 3 resubmissions\.$'
ends 0
