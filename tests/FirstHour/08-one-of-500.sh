# runs in: .ci/readme
# One of five hundred jobs fails: it is told by name, the others by counts.
. "$(dirname "$0")/hour.sh"
steps 2

writes rows.csv < <(
  echo 'jobName,jobQueue,jobDefinition,command'
  for row in $(seq 500); do
    printf 'row-%s,default,hello,"[""sh"",""-c"",""test %s != 7""]"\n' "$row" "$row"
  done
)
own 'dotnet run --project src/LocalCloud -- rows.csv'
reads '^[0-9:]{8} 499 SUCCEEDED, 1 FAILED$'
reads '^row-7 FAILED exit 1 \(ApplicationError\)  [0-9a-f-]{36}$'
reads '^1 of 500 failed\.$'
reads '^What is known of these jobs is in .*: --keep leaves the stack up'
never_reads '^row-8 '
ends 1
