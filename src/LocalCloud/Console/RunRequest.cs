using LocalCloud.Stack;

namespace LocalCloud.Console;

/// <param name="Manifest">What to run; <c>null</c>: nothing, and stay up.</param>
/// <param name="Keep">Stay up afterwards.</param>
/// <param name="Raw">Print the jobs' output as it is, with what commands a terminal.</param>
/// <param name="Options">The stack.</param>
internal sealed record RunRequest(FileInfo? Manifest, bool Keep, bool Raw, StackOptions Options);
