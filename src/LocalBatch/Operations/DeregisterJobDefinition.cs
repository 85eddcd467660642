using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Jobs;

namespace LocalBatch.Operations;

/// <summary>Makes a revision INACTIVE: it stays visible, and jobs that use it go on, but no new job can.</summary>
internal static class DeregisterJobDefinition
{
    /// <exception cref="ClientException"><c>jobDefinition</c> is missing, malformed or unknown.</exception>
    public static DeregisterJobDefinitionResponse Run(DeregisterJobDefinitionRequest request, EngineState state)
    {
        var given = Require.Text(request.JobDefinition, "jobDefinition");
        var reference = JobDefinitionRules.Parse(given, state.Arns) ?? throw ClientException.Raw(AwsTexts.DefinitionPattern(given));

        // AWS: its own example deregisters a bare name; the highest ACTIVE revision is what it can mean (API_DeregisterJobDefinition).
        var entry = reference.Revision is { } revision
            ? state.JobDefinitions.Find(reference.Name, revision)
            : state.JobDefinitions.LatestActive(reference.Name);
        if (entry is null)
        {
            throw ClientException.Raw(AwsTexts.DefinitionNotFound(given));
        }

        entry.Detail.Status = JobDefinitionEntry.Inactive;
        state.Catalog.JobDefinitions.Add(entry);

        return new();
    }
}
