namespace Simulation.Tests.Workload;

/// <summary>A request that a caller has made, however often, and what the caller was told.</summary>
internal sealed class CallerRequest(string name, string token)
{
    public string Name => name;

    /// <summary>Names the request inside; the job carries it as a tag.</summary>
    public string Token => token;

    /// <summary>Job ids that answers told.</summary>
    public HashSet<string> JobIds { get; } = [];

    /// <summary>The submission that an answer told.</summary>
    public string? SubmissionId { get; set; }

    /// <summary>An answer said that it is refused for good.</summary>
    public string? Refusal { get; set; }

    public static string TokenOf(string route, string key) => BatchFunctions.Wire.Token.Of(route, "", key);
}
