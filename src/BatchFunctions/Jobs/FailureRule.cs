using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using BatchFunctions.Wire;

namespace BatchFunctions.Jobs;

/// <summary>One line of <c>onFailure</c>: which failures it is for, and what is done.</summary>
internal sealed record FailureRule
{
    /// <summary>Most resubmissions of one job where the rule does not say.</summary>
    public const int DefaultMostResubmissions = 1;

    /// <summary>Causes it is for; every cause when left out.</summary>
    public IReadOnlyList<string>? Causes { get; init; }

    /// <summary>Exit codes it is for; every one, and none, when left out.</summary>
    public IReadOnlyList<int>? ExitCodes { get; init; }

    /// <summary><c>resubmit</c>, <c>giveUp</c> or <c>notify</c>.</summary>
    public string? Action { get; init; }

    /// <summary>Times the memory of the failed try; 1 when left out.</summary>
    public double? MemoryFactor { get; init; }

    /// <summary>Memory that is never gone over, in MiB. A job that has it already is given up.</summary>
    public int? MaxMemoryMiB { get; init; }

    /// <summary>Queue for the next try; the same one when left out.</summary>
    public string? JobQueue { get; init; }

    /// <summary>Seconds until the next try, 0 to 43,200.</summary>
    public int? DelaySeconds { get; init; }

    /// <summary>Most resubmissions along the chain, 1 to 100.</summary>
    public int? MaxResubmissions { get; init; }

    /// <summary>
    /// Of an array job its failed children are resubmitted, each as a job of its own. Only where the job says that it can
    /// be told its index by another variable than AWS Batch's, which no single job can have.
    /// </summary>
    public bool? ArrayChildren { get; init; }
}

/// <summary>Checks <c>onFailure</c> before it is stored, so that no failure meets a rule that means nothing.</summary>
internal static class FailureRuleCheck
{
    public const string Field = "onFailure";

    // Twelve hours: what a queue can hold back in steps without anybody waiting for the message.
    private const int MostDelaySeconds = 43_200;

    private const int MostResubmissions = 100;

    /// <summary>Rules travel with every message and stay with every record of the job, both of which are bounded.</summary>
    private const int MostBytes = 8 * 1024;

    public static void Check(JsonElement rules, string pointer, List<InputError> errors)
    {
        var before = errors.Count;
        ShapeCheck.Check(rules, FailureJson.Default.IReadOnlyListFailureRule, pointer, errors);
        if (errors.Count > before || rules.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        if (Encoding.UTF8.GetByteCount(rules.GetRawText()) > MostBytes)
        {
            errors.Add(new InputError(pointer, $"The rules may have {MostBytes / 1024} KiB."));
            return;
        }

        var read = rules.Deserialize(FailureJson.Default.IReadOnlyListFailureRule) ?? [];
        for (var index = 0; index < read.Count; index++)
        {
            Check(read[index], JsonPointer.Append(pointer, index), errors);
        }
    }

    /// <summary>The queues that rules name, each with its place; nothing for rules of the wrong shape, which are told of anyway.</summary>
    public static IEnumerable<(string Pointer, string JobQueue)> Queues(JsonElement owner, string pointer) =>
        owner.ValueKind == JsonValueKind.Object && owner.TryGetProperty(Field, out var rules) && rules.ValueKind == JsonValueKind.Array
            ? rules.EnumerateArray()
                .Select((rule, index) => (Pointer: $"{JsonPointer.Append(JsonPointer.Append(pointer, Field), index)}/jobQueue", Name: RequestRules.Text(rule, "jobQueue")))
                .Where(entry => entry.Name is not null)
                .Select(entry => (entry.Pointer, entry.Name ?? ""))
            : [];

    private static void Check(FailureRule rule, string pointer, List<InputError> errors)
    {
        if (rule.Action is not ("resubmit" or "giveUp" or "notify"))
        {
            errors.Add(new InputError($"{pointer}/action", "must be resubmit, giveUp or notify."));
        }

        foreach (var (index, cause) in (rule.Causes ?? []).Index())
        {
            if (!Enum.GetNames<FailureCause>().Contains(cause))
            {
                errors.Add(new InputError(
                    JsonPointer.Append($"{pointer}/causes", index),
                    $"'{cause}' is not a cause; known are {string.Join(", ", Enum.GetNames<FailureCause>())}."));
            }
        }

        Range(rule.MemoryFactor, 1, 16, $"{pointer}/memoryFactor", errors);
        Range(rule.MaxMemoryMiB, 4, int.MaxValue, $"{pointer}/maxMemoryMiB", errors);
        Range(rule.DelaySeconds, 0, MostDelaySeconds, $"{pointer}/delaySeconds", errors);
        Range(rule.MaxResubmissions, 1, MostResubmissions, $"{pointer}/maxResubmissions", errors);
        if (rule.JobQueue is { Length: 0 })
        {
            errors.Add(new InputError($"{pointer}/jobQueue", "must be the name or the ARN of a job queue."));
        }

        if (rule.Action != "resubmit"
            && (rule.JobQueue is not null || rule.ArrayChildren is not null || (rule.MemoryFactor ?? rule.MaxMemoryMiB ?? rule.DelaySeconds ?? rule.MaxResubmissions) is not null))
        {
            errors.Add(new InputError(pointer, "jobQueue, memoryFactor, maxMemoryMiB, delaySeconds, maxResubmissions and arrayChildren belong to the action resubmit."));
        }
    }

    private static void Range(double? value, double least, double most, string pointer, List<InputError> errors)
    {
        if (value is { } number && (number < least || number > most))
        {
            errors.Add(new InputError(pointer, most == int.MaxValue ? $"must be {least} or more." : $"must be {least} to {most}."));
        }
    }
}

/// <summary>JSON of the failure rules, and of what they decided.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<FailureRule>))]
[JsonSerializable(typeof(StoredVerdict))]
internal sealed partial class FailureJson : JsonSerializerContext;
