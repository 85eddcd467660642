using System.Runtime.InteropServices;
using System.Text.Json;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;

namespace BatchFunctions.Manifests;

/// <summary>Checks a manifest as a whole, as far as that needs no call to AWS.</summary>
internal static class ManifestCheck
{
    private const string Defaults = "defaults";

    private const string Jobs = "jobs";

    /// <summary>How names begin that are the author's own: a place for anchors, which nobody reads.</summary>
    private const string Own = "x-";

    private static readonly string[] Fields = [Jobs, Defaults, FailureRuleCheck.Field];

    private const int MostPart = 256 * 1024;

    // Defaults are laid under each job; with so many, that is done before the function's time is over.
    private const int MostJobs = 100_000;

    /// <summary>The jobs in dependency order; in the order of the file where there is an error.</summary>
    public static IReadOnlyList<PlannedJob> Check(ManifestText text, List<InputError> errors)
    {
        var found = new List<InputError>();
        var planned = CheckRoot(text.Root, found);
        errors.AddRange(text.Placed(found));

        return planned;
    }

    private static List<PlannedJob> CheckRoot(JsonElement root, List<InputError> errors)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            errors.Add(new InputError("", "A manifest is an object with 'jobs', and perhaps 'defaults' and 'onFailure'."));
            return [];
        }

        foreach (var member in root.EnumerateObject().Where(member => !Fields.Contains(member.Name) && !member.Name.StartsWith(Own, StringComparison.Ordinal)).Take(InputError.Most))
        {
            errors.Add(new InputError(
                JsonPointer.Append("", member.Name), $"'{member.Name}' is not a field here; known are jobs, defaults, onFailure, and x-… for what only anchors need.{Closest.Question(member.Name, Fields)}"));
        }

        var defaults = CheckDefaults(root, errors);
        var onFailure = CheckRules(root, "", errors);
        if (!root.TryGetProperty(Jobs, out var jobs) || jobs.ValueKind != JsonValueKind.Array || jobs.GetArrayLength() == 0)
        {
            errors.Add(new InputError(root.TryGetProperty(Jobs, out _) ? "/jobs" : "", "'jobs' must be a list with at least one job."));
            return [];
        }

        var planned = new List<PlannedJob>();
        if (jobs.GetArrayLength() > MostJobs)
        {
            errors.Add(new InputError("/jobs", $"A manifest has at most {MostJobs} jobs; this one has {jobs.GetArrayLength()}."));
            return [];
        }

        var common = defaults is { } given ? DependencyReader.Read(given, "/defaults", errors) : [];
        var ofDefaults = new DefaultErrors(defaults);
        foreach (var job in jobs.EnumerateArray())
        {
            planned.Add(Plan(job, planned.Count, defaults, onFailure, ofDefaults, errors));
            if (errors.Count >= InputError.Most)
            {
                return planned;
            }
        }

        if (planned.Where(job => job.Request.OnFailure == onFailure).MaxBy(job => job.MemoryMiB ?? 0) is { } largest)
        {
            FailureRuleCheck.CheckMemory(root, "", largest.Request.JobName, largest.MemoryMiB, errors);
        }

        planned = CommonDependencies.Add(planned, common, errors);
        var sorted = ManifestOrder.Sort(planned, errors);

        return errors.Count == 0 ? sorted : planned;
    }

    private static JsonElement? CheckDefaults(JsonElement root, List<InputError> errors)
    {
        if (!root.TryGetProperty(Defaults, out var defaults) || defaults.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var before = errors.Count;
        CheckLength(defaults, "/defaults", errors);
        ShapeCheck.Check(defaults, BatchJson.Instance.SubmitJobRequest, "/defaults", errors, DependencyText.Field);
        if (errors.Count > before)
        {
            return null;
        }

        if (defaults.TryGetProperty("jobName", out _))
        {
            errors.Add(new InputError("/defaults/jobName", "'jobName' belongs to a single job."));
        }

        return defaults;
    }

    private static string? CheckRules(JsonElement owner, string pointer, List<InputError> errors)
    {
        if (!owner.TryGetProperty(FailureRuleCheck.Field, out var rules) || rules.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        FailureRuleCheck.Check(rules, JsonPointer.Append(pointer, FailureRuleCheck.Field), errors);

        return rules.GetRawText();
    }

    /// <summary>Before anything is merged with it; the real limit is that of the merged job, without the blanks of the file.</summary>
    private static void CheckLength(JsonElement part, string pointer, List<InputError> errors)
    {
        if (JsonMarshal.GetRawUtf8Value(part).Length is var length && length > MostPart)
        {
            errors.Add(new InputError(pointer, $"Job size must be less than 30 KiB, got {length / 1024} KiB."));
        }
    }

    private static PlannedJob Plan(JsonElement job, int index, JsonElement? defaults, string? onFailure, DefaultErrors ofDefaults, List<InputError> errors)
    {
        var pointer = JsonPointer.Append("/jobs", index);
        if (job.ValueKind != JsonValueKind.Object)
        {
            errors.Add(new InputError(pointer, "A job is an object with the fields of SubmitJob."));
            return PlannedJob.Unreadable(index, pointer);
        }

        var before = errors.Count;
        CheckLength(job, pointer, errors);
        if (errors.Count > before)
        {
            return PlannedJob.Unreadable(index, pointer);
        }

        var dependsOn = DependencyReader.Read(job, pointer, errors);
        ShapeCheck.Check(job, BatchJson.Instance.SubmitJobRequest, pointer, errors, DependencyText.Field, FailureRuleCheck.Field);
        using var merged = JsonDocument.Parse(Body());
        var limits = new List<InputError>();
        RequestRules.CheckLimits(merged.RootElement, pointer, limits);
        errors.AddRange(ofDefaults.Placed(limits, job, pointer));
        var request = JobRequest.Of(merged.RootElement, "", "");
        var memory = RequestRules.MemoryMiB(merged.RootElement);
        FailureRuleCheck.CheckMemory(job, pointer, request.JobName, memory, errors);

        return new PlannedJob(index, pointer, request with { DependsOn = dependsOn, OnFailure = CheckRules(job, pointer, errors) ?? onFailure }, Body)
        {
            MemoryMiB = memory,
            Vcpus = RequestRules.Resource(merged.RootElement, "VCPU"),
            Asks = JobAsks.Of(merged.RootElement),
        };

        string Body() => JsonMerge.MergeNamed(defaults, job, DependencyText.Field, FailureRuleCheck.Field);
    }
}
