namespace BatchFunctions.Jobs;

/// <summary>How AWS Batch answered one SubmitJob.</summary>
internal abstract record SubmitReply
{
    private SubmitReply()
    {
    }

    internal sealed record Accepted(string JobId) : SubmitReply;

    /// <summary>The caller is wrong; trying again is of no use.</summary>
    internal sealed record Refused(string Reason) : SubmitReply;

    /// <summary>Not taken: too many requests.</summary>
    internal sealed record Throttled(string Reason) : SubmitReply;

    /// <summary>Perhaps taken: no answer, or a fault of the service.</summary>
    internal sealed record Unheard(string Reason) : SubmitReply;
}
