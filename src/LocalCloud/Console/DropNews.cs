using System.Globalization;
using System.Threading.Channels;

namespace LocalCloud.Console;

/// <summary>Tells on the terminal of a stack that stays up what became of manifests that were dropped, and of their jobs.</summary>
/// <param name="api">Where results are read.</param>
/// <param name="screen">Where it is told.</param>
/// <param name="bucket">Of the inbox.</param>
/// <param name="ends">Follows their jobs.</param>
internal sealed class DropNews(StackApi api, Screen screen, string bucket, DropEnds ends)
{
    private const int MostErrors = 5;

    private readonly Channel<string> _results = Channel.CreateUnbounded<string>(new() { SingleReader = true });

    /// <summary>Takes note of an object that was made.</summary>
    public void Made(string inBucket, string key)
    {
        if (inBucket == bucket && key.StartsWith(SubmissionResult.Folder, StringComparison.Ordinal))
        {
            _results.Writer.TryWrite(key);
        }
    }

    /// <summary>Tells of them, one after the other, until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            await foreach (var key in _results.Reader.ReadAllAsync(cancellation))
            {
                await TellAsync(key, cancellation);
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The stack stops.
        }
        catch (HttpRequestException stopped)
        {
            screen.Error($"Dropped manifests are told of no more: {stopped.Message}");
        }
    }

    private async Task TellAsync(string key, CancellationToken cancellation)
    {
        var name = key[SubmissionResult.Folder.Length..];
        var manifest = name.EndsWith(SubmissionResult.Ending, StringComparison.Ordinal) ? name[..^SubmissionResult.Ending.Length] : name;
        using var found = await api.FindObjectAsync(bucket, key, cancellation);
        if (found is null)
        {
            return;
        }

        var result = SubmissionResult.Parse(found.RootElement, manifest);
        if (result.Errors.Count == 0)
        {
            screen.Line(string.Create(CultureInfo.InvariantCulture, $"Dropped {manifest}: {result.Jobs.Count} job{(result.Jobs.Count == 1 ? "" : "s")}, submission {result.SubmissionId}"));
            ends.Add(manifest, result);
            return;
        }

        screen.Error(string.Create(CultureInfo.InvariantCulture, $"Refused {manifest}: {result.Errors.Count} error{(result.Errors.Count == 1 ? "" : "s")}, nothing was submitted (s3://{bucket}/{key})"));
        foreach (var error in result.Errors.Take(MostErrors))
        {
            screen.Error("  " + error);
        }

        if (result.Errors.Count > MostErrors)
        {
            screen.Error(string.Create(CultureInfo.InvariantCulture, $"  and {result.Errors.Count - MostErrors} more"));
        }
    }
}
