using LocalBatch.Execution.Processes.Confinement;

namespace LocalBatch.Execution.Processes;

/// <summary>A program ready to be started.</summary>
/// <param name="Program">Path of the executable file.</param>
/// <param name="Arguments">With the program's name, as the command gives it, in front.</param>
/// <param name="Environment">Entries <c>NAME=value</c>: all that the program gets.</param>
/// <param name="Folder">Working folder, absolute.</param>
internal sealed record Launch(string Program, IReadOnlyList<string> Arguments, IReadOnlyList<string> Environment, string Folder)
{
    /// <summary>The program is started by bubblewrap, which tells its process id on a descriptor of its own.</summary>
    public bool IsWrapped { get; init; }

    /// <summary>Bubblewrap is the first of the attempt's own process ids, and reaps.</summary>
    public bool HasOwnInit { get; init; }

    /// <summary>Whose the working folder is; <c>null</c>: this program's user's.</summary>
    public JobUser? Owner { get; init; }

    /// <summary>GPUs in its hands until its end.</summary>
    public IReadOnlyList<int> Gpus { get; init; } = [];

    /// <summary>A folder for volumes that go with the attempt; <c>null</c>: none.</summary>
    public string? Volumes { get; init; }

    /// <summary>Lines that its log begins with.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
