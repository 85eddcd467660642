using System.Text.Json.Serialization;
using BatchFunctions.Intents;
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

/// <summary>How long and after which pauses a queued job is tried again.</summary>
/// <param name="Budget">Time from its first try after which it goes to the dead letters; none: after the first one.</param>
internal sealed record RetryPlan(TimeSpan Budget)
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    // AWS: the longest DelaySeconds (API_SendMessage).
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(15);

    /// <summary>Longest that a job waits for another job of its submission to be submitted.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(4);

    /// <summary>Doubles with each try: 1, 2, 4 … 60 seconds.</summary>
    public static TimeSpan Pause(int tries) => Shorter(TimeSpan.FromSeconds(Math.Pow(2, Math.Clamp(tries, 0, 20))), LongestPause);

    public static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    /// <summary>How long the queue holds a message back that has to wait: as long as it can, up to 15 minutes.</summary>
    public static TimeSpan DelayUntil(QueuedMessage message, DateTimeOffset now)
    {
        var due = DateTimeOffset.FromUnixTimeMilliseconds(message.NotBefore ?? 0) - now;

        return due <= TimeSpan.Zero ? TimeSpan.Zero : Shorter(due, LongestDelay);
    }

    /// <param name="since">The first try.</param>
    public bool IsOver(DateTimeOffset since, DateTimeOffset now) => now - since >= Budget;

    /// <summary>Its submission may have been finished without it.</summary>
    public static bool IsLate(DateTimeOffset queuedAt, DateTimeOffset now) => now - queuedAt >= IntentRules.AbandonAfter;

    public static bool HasWaitedTooLong(DateTimeOffset since, DateTimeOffset now) => now - since > LongestWait;

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
