using System.Text.Json.Serialization;
using BatchFunctions.Jobs;

namespace BatchFunctions.SubmitQueue;

/// <summary>A message on the submit queue.</summary>
internal sealed record QueuedMessage
{
    /// <summary>The job to submit; <c>null</c> in a message that only looks whether a submission is complete.</summary>
    public JobRequest? Job { get; init; }

    /// <summary>The submission to look at, when there is no <see cref="Job"/>.</summary>
    public string? FinishSubmission { get; init; }

    /// <summary>The result of that submission was written before a job of it was submitted after all.</summary>
    public bool IsCorrection { get; init; }

    /// <summary>A failed job to decide about, when there is neither.</summary>
    public string? DecideJob { get; init; }

    /// <summary>A failed service job whose next try, as it is written on its record, is to be submitted.</summary>
    public string? ServiceJob { get; init; }

    /// <summary>Not to be submitted before this time, in milliseconds since 1970.</summary>
    public long? NotBefore { get; init; }

    /// <summary>Tries that AWS Batch did not take for now: throttled, unheard. Waiting for other jobs does not count.</summary>
    public int Tries { get; init; }

    /// <summary>The first of these tries, in milliseconds since 1970; <c>null</c> before it, and in messages of earlier versions.</summary>
    public long? TriedSince { get; init; }

    /// <summary>Times it was put back to wait for other jobs.</summary>
    public int Waits { get; init; }

    /// <summary>When it was put on the queue first, in milliseconds since 1970.</summary>
    public required long QueuedAt { get; init; }

    [JsonIgnore]
    public DateTimeOffset QueuedTime => DateTimeOffset.FromUnixTimeMilliseconds(QueuedAt);
}

/// <summary>JSON of the submit queue.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(QueuedMessage))]
internal sealed partial class QueueJson : JsonSerializerContext;
