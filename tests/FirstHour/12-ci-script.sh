# runs in: .ci/readme
# The pipeline's script, as it stands; afterwards nothing of it runs or is left.
. "$(dirname "$0")/hour.sh"
steps 1

own 'bash examples/ci.sh'
reads '^SUCCEEDED$|^Ready\.$'
reads '^Stopping\.$'
ends 0
