namespace LocalCloud.S3;

/// <summary>Remembers of which files the user was told, so that one that stays as it is does not warn for ever.</summary>
internal sealed class ToldOnce
{
    // Far more than anybody reads; beyond it a warning may come again.
    private const int Most = 10_000;

    private readonly HashSet<string> _files = new(StringComparer.Ordinal);

    /// <summary>True the first time.</summary>
    public bool IsNew(string file)
    {
        if (_files.Count >= Most)
        {
            _files.Clear();
        }

        return _files.Add(file);
    }

    /// <summary>Whatever was wrong with it is not any more.</summary>
    public void Forget(string file) => _files.Remove(file);
}
