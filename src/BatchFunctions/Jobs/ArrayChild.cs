using System.Globalization;
using System.Text.Json.Nodes;

namespace BatchFunctions.Jobs;

/// <summary>Makes the job that stands in for one child of an array job.</summary>
internal static class ArrayChild
{
    /// <summary>Tells the job which child of the array it stands in for.</summary>
    public const string IndexVariable = "BATCH_FUNCTIONS_ARRAY_INDEX";

    public const string SizeVariable = "BATCH_FUNCTIONS_ARRAY_SIZE";

    private const int MostName = 128;

    /// <summary>AWS's id of the child.</summary>
    public static string IdOf(string jobId, int index) => string.Create(CultureInfo.InvariantCulture, $"{jobId}:{index}");

    /// <summary>The array job and the index, where the id is that of a child.</summary>
    public static (string ParentId, int Index)? Parse(string jobId) =>
        jobId.Split(':') is [var parent, var index] && int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (parent, number)
            : null;

    /// <param name="array">The array job.</param>
    /// <param name="body">Its SubmitJob body, perhaps with overrides.</param>
    public static (string Name, string Body) Of(JobRecord array, string body, int index)
    {
        var job = JsonNode.Parse(body)?.AsObject() ?? throw new InvalidDataException("A stored request is empty.");
        var suffix = string.Create(CultureInfo.InvariantCulture, $"-{index}");
        var name = array.JobName[..Math.Min(array.JobName.Length, MostName - suffix.Length)] + suffix;
        job["jobName"] = JsonValue.Create(name);
        job.Remove("arrayProperties");
        // AWS: names that begin with AWS_BATCH are the service's own (API_KeyValuePair), so the index goes by another.
        AddVariable(job, IndexVariable, index);
        AddVariable(job, SizeVariable, array.ArraySize ?? 0);

        return (name, job.ToJsonString());
    }

    private static void AddVariable(JsonObject job, string name, int value)
    {
        if (job["containerOverrides"] is not JsonObject overrides)
        {
            job["containerOverrides"] = overrides = [];
        }

        if (overrides["environment"] is not JsonArray environment)
        {
            overrides["environment"] = environment = [];
        }

        environment.Add((JsonNode)new JsonObject
        {
            ["name"] = JsonValue.Create(name),
            ["value"] = JsonValue.Create(value.ToString(CultureInfo.InvariantCulture)),
        });
    }
}

/// <summary>A failed child of an array job; the children that succeed are not recorded one by one.</summary>
internal sealed record FailedChild(
    string ParentId,
    int Index,
    string? StatusReason,
    string? Cause,
    DateTimeOffset At,
    IReadOnlyList<JobAttempt> Attempts)
{
    public string JobId => ArrayChild.IdOf(ParentId, Index);

    /// <summary>Of its last attempt.</summary>
    public int? ExitCode => Attempts is [.., var last] ? last.ExitCode : null;

    /// <summary>An attempt of it has started, so that all it depended on has succeeded.</summary>
    public bool HasStarted => Attempts.Count > 0;

    /// <summary>The job that stands in for it.</summary>
    public string? ResubmittedAs { get; init; }

    /// <summary>The request that stands in for it, or is to.</summary>
    public SuccessorClaim? Successor { get; init; }
}

/// <summary>The failed children of an array, of which an answer shows the first.</summary>
internal sealed record ShownChildren(IReadOnlyList<FailedChild> All, int Shown);
