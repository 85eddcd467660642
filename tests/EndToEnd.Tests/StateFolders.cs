namespace EndToEnd.Tests;

/// <summary>State folders below the temporary one, gone at the end.</summary>
public sealed class StateFolders : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("localcloud-").FullName;

    internal string New(string name) => Path.Combine(_root, name);

    public void Dispose()
    {
        for (var left = 10; ; left--)
        {
            try
            {
                Directory.Delete(_root, recursive: true);
                return;
            }
            catch (IOException) when (left > 0)
            {
                // A process of the stack that was just killed may still be writing its last file.
            }
        }
    }
}
