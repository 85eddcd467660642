using System.Globalization;
using LocalBatch.Api.Internal;
using LocalBatch.Api.Model;
using LocalBatch.Books;
using LocalBatch.Jobs;
using JobDefinition = LocalBatch.Api.Model.JobDefinition;

namespace LocalBatch.Operations;

/// <summary>
/// Tells of job definitions: those listed (<c>name:revision</c> or ARN), all revisions of a name, all in a status, or all.
/// What is unknown is left out; a bare name in the list matches nothing.
/// </summary>
internal static class DescribeJobDefinitions
{
    /// <exception cref="ClientException">Too many entries, a list with other selectors, or a foreign token.</exception>
    public static DescribeJobDefinitionsResponse Run(DescribeJobDefinitionsRequest request, EngineState state)
    {
        if (request.JobDefinitions is { Count: > 0 } listed)
        {
            return new() { JobDefinitions = [.. Listed(request, listed, state).Select(Describe)] };
        }

        var candidates = request.JobDefinitionName is { Length: > 0 } name
            ? state.JobDefinitions.Revisions(state.Arns.Name("job-definition", name) ?? name)
            : state.JobDefinitions.All;
        var (page, token) = Paging.Page(
            candidates.Where(entry => IsIn(entry, request.Status)),
            Key,
            $"JobDefinitions {request.JobDefinitionName} {request.Status}",
            request.MaxResults,
            request.NextToken);

        return new() { JobDefinitions = [.. page.Select(Describe)], NextToken = token };
    }

    private static IEnumerable<JobDefinitionEntry> Listed(DescribeJobDefinitionsRequest request, List<string> listed, EngineState state)
    {
        Require.Not(request.MaxResults is not null, AwsTexts.NamesAndMaxResults("JobDefinitions"));
        Require.Not(request.JobDefinitionName is { Length: > 0 }, OwnTexts.DefinitionsAndOthers);
        Require.Not(listed.Count > Limits.DescribedAtOnce, OwnTexts.TooManyNames("jobDefinitions"));

        return listed
            .Select(given => JobDefinitionRules.Parse(given, state.Arns) is { Revision: { } revision } reference
                ? state.JobDefinitions.Find(reference.Name, revision)
                : null)
            .OfType<JobDefinitionEntry>()
            .Where(entry => IsIn(entry, request.Status))
            .Distinct();
    }

    private static bool IsIn(JobDefinitionEntry entry, string? status) => string.IsNullOrEmpty(status) || entry.Detail.Status == status;

    /// <summary>Name, then revision as a number.</summary>
    private static string Key(JobDefinitionEntry entry) =>
        string.Create(CultureInfo.InvariantCulture, $"{entry.Definition.Name}:{entry.Definition.Revision:D10}");

    /// <summary>A copy: the status and tags of the register may change before the answer is written.</summary>
    private static JobDefinition Describe(JobDefinitionEntry entry) =>
        AWSSDK.ServiceRuntime.Json.ShapeReader.ReadAll(Copies.Json(entry.Detail, JobDefinitionJson.Write).Span, JobDefinitionJson.Read);
}
