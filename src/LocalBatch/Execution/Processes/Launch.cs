namespace LocalBatch.Execution.Processes;

/// <summary>A program ready to be started.</summary>
/// <param name="Program">Path of the executable file.</param>
/// <param name="Arguments">With the program's name, as the command gives it, in front.</param>
/// <param name="Environment">Entries <c>NAME=value</c>: all that the program gets.</param>
/// <param name="Folder">Working folder, absolute.</param>
internal sealed record Launch(string Program, IReadOnlyList<string> Arguments, IReadOnlyList<string> Environment, string Folder);
