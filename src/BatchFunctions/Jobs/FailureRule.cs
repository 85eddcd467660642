using System.Text.Json.Serialization;

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

/// <summary>JSON of the failure rules, and of what they decided.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<FailureRule>))]
[JsonSerializable(typeof(StoredVerdict))]
internal sealed partial class FailureJson : JsonSerializerContext;
