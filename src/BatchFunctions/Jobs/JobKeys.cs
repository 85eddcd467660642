using System.Globalization;

namespace BatchFunctions.Jobs;

/// <summary>Keys that sort as text the way their times do.</summary>
internal static class JobKeys
{
    /// <summary>Greater than every key of a job created before <paramref name="at"/>, smaller than any created at it or later.</summary>
    public static string At(DateTimeOffset at) => at.ToUnixTimeMilliseconds().ToString("D15", CultureInfo.InvariantCulture);

    public static string Created(DateTimeOffset at, string jobId) => $"{At(at)}#{jobId}";

    /// <summary>Last part of an ARN, or the name itself.</summary>
    public static string Name(string nameOrArn) => nameOrArn[(nameOrArn.LastIndexOf('/') + 1)..];
}
