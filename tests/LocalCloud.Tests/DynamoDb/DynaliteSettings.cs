using LocalCloud.DynamoDb;
using Microsoft.Extensions.Logging.Abstractions;

namespace LocalCloud.Tests.DynamoDb;

/// <summary>A dynalite for one test.</summary>
internal static class DynaliteSettings
{
    /// <summary>One that keeps everything below <paramref name="folder"/>.</summary>
    public static DynaliteOptions In(string folder) => new()
    {
        Account = LocalServices.Account,
        DataFolder = Path.Combine(folder, "dynamodb"),
        SocketFolder = Path.Combine(folder, "run"),
        Time = TimeProvider.System,
        Log = NullLogger<DynaliteProcess>.Instance,
    };
}
