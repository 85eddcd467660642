using BatchFunctions.Jobs;

namespace BatchFunctions.Submissions;

/// <summary>Whether a queued job can be submitted yet.</summary>
internal abstract record Resolution
{
    private Resolution()
    {
    }

    internal sealed record Ready(AcceptedRequest Request) : Resolution;

    /// <param name="ForName">The job that AWS Batch does not have yet.</param>
    internal sealed record Waiting(string ForName) : Resolution;

    /// <summary>A job that it depends on will never be.</summary>
    internal sealed record Hopeless(string Reason) : Resolution;
}
