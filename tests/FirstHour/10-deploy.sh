# runs in: .ci/readme
# Deploying, up to the account's door: the other processor's native code is refused in one sentence that says what works, one's own
# is published, and the template becomes what CloudFormation takes.
. "$(dirname "$0")/hour.sh"
steps 3

# Where the project is, not where it is linked: what it builds names its place.
cd "$repository" || exit 1
case $(uname -m) in
  x86_64) rid=linux-x64 other=linux-arm64 ;;
  *) rid=linux-arm64 other=linux-x64 ;;
esac
types "dotnet publish src/BatchFunctions -c Release -r $other -o artifacts/bootstrap"
reads "error : This machine is .* and cannot link a bootstrap for $other: publish with '-r $rid' and deploy with 'sam deploy --parameter-overrides Architecture="
never_reads 'CS8034'
ends 1
types "dotnet publish src/BatchFunctions -c Release -r $rid -o artifacts/bootstrap"
ends 0
[ -x artifacts/bootstrap/bootstrap ] || fail 'there is no bootstrap'
# What `sam deploy` does first, where its translator is on this machine.
if python3 -c 'import samtranslator' 2>/dev/null; then
  own "python3 $repository/.ci/translate-template.py template.yaml"
  ends 0
else
  echo "the SAM translator is not on this machine"
fi
