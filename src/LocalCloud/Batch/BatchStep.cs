namespace LocalCloud.Batch;

/// <summary>What must be done so that a resource is as the template wants it.</summary>
internal enum BatchStep
{
    /// <summary>It is.</summary>
    Leave,

    /// <summary>It does not exist, or is a job definition that changed: a new one, or a new revision.</summary>
    Create,

    /// <summary>It exists and was changed in the template.</summary>
    Update,
}

/// <summary>Decides what to do with a resource of the template.</summary>
internal static class BatchSteps
{
    /// <param name="kind">Which resource.</param>
    /// <param name="exists">It is there and can be used.</param>
    /// <param name="remembered">The request it was last made or changed with; <c>null</c> where the template did not make it.</param>
    /// <param name="wanted">The request the template asks for now.</param>
    public static BatchStep Decide(Template.BatchResourceKind kind, bool exists, string? remembered, string wanted) => (kind, exists) switch
    {
        (_, false) => BatchStep.Create,
        _ when remembered == wanted => BatchStep.Leave,
        (Template.BatchResourceKind.JobDefinition, true) => BatchStep.Create,
        (_, true) => BatchStep.Update,
    };
}
