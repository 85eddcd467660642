using System.Text;
using BatchFunctions.Submissions;

namespace BatchFunctions.Tests.Doubles;

internal sealed class InMemoryFiles : IManifestFiles
{
    public Dictionary<string, string> Manifests { get; } = [];

    public Dictionary<string, string> Results { get; } = [];

    /// <summary>Why a file is longer than may be.</summary>
    public string? TooLong { get; set; }

    /// <summary>Results written, the same ones counted again.</summary>
    public int Writes { get; private set; }

    public Task<ReadOnlyMemory<byte>?> ReadAsync(ManifestFile file, int mostBytes, CancellationToken cancellation) =>
        TooLong is { } why ? throw new InvalidDataException(why) : Task.FromResult(Manifests.TryGetValue(file.Key, out var text) ? (ReadOnlyMemory<byte>?)Encoding.UTF8.GetBytes(text) : null);

    public Task WriteResultAsync(string bucket, string key, string json, CancellationToken cancellation)
    {
        Writes++;
        Results[key] = json;
        return Task.CompletedTask;
    }
}
