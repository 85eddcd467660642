using BatchFunctions.Wire;

namespace BatchFunctions.Manifests;

/// <summary>Rows that could not be read, in a manifest of one job a row.</summary>
internal sealed class BrokenRows
{
    private readonly HashSet<string> _rows = new(StringComparer.Ordinal);

    public void Add(int index) => _rows.Add(JsonPointer.Append("/jobs", index));

    /// <summary>Whether the pointer names one of them, or who waits for a job that may stand in one of them.</summary>
    public bool Has(string pointer)
    {
        if (_rows.Count == 0)
        {
            return false;
        }

        var parts = pointer.Split('/', 5);

        return parts is [_, "jobs", var row, ..] && (_rows.Contains($"/jobs/{row}") || parts is [_, _, _, "dependsOn", ..]);
    }
}
