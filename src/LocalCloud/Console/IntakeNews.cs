using System.Globalization;
using System.Text.Json;

namespace LocalCloud.Console;

/// <summary>How far a manifest has been taken in.</summary>
/// <param name="Jobs">It has so many.</param>
/// <param name="Submitted">AWS Batch has taken.</param>
/// <param name="Refused">AWS Batch has not taken.</param>
internal sealed record IntakeStand(int Jobs, int Submitted, int Refused)
{
    public static IntakeStand Of(JsonElement submission) =>
        new(submission.Number("total") ?? 0, submission.Number("submitted") ?? 0, submission.Number("refused") ?? 0);

    /// <summary>Such as <c>120 of 500 jobs submitted, 2 refused</c>.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Submitted} of {Jobs} jobs submitted{(Refused == 0 ? "" : $", {Refused} refused")}");
}

/// <summary>Decides what is told, and when, while a manifest is taken in: that of a few jobs is through before there is anything to tell.</summary>
/// <param name="file">The manifest, as the user named it.</param>
/// <param name="since">When it was dropped.</param>
/// <param name="pause">Between two lines.</param>
internal sealed class IntakeNews(string file, DateTimeOffset since, TimeSpan pause)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private DateTimeOffset _next = since + Patience;

    /// <summary>What was seen last; <c>null</c> while the manifest is being read.</summary>
    public IntakeStand? Stand { get; private set; }

    /// <summary>What the user is told when that is enough for him.</summary>
    /// <param name="afterwards">What becomes of the rest; a sentence.</param>
    public string Interrupted(string afterwards) => Stand is { } stand
        ? string.Create(CultureInfo.InvariantCulture, $"Interrupted while {file} was taken in: {stand}, {stand.Jobs - stand.Submitted - stand.Refused} not yet. {afterwards}")
        : $"Interrupted before {file} was read: none of its jobs is known to be submitted. {afterwards}";

    /// <summary>Takes in a look.</summary>
    /// <returns>A line to tell; <c>null</c> for none now.</returns>
    public string? Look(IntakeStand? stand, DateTimeOffset now)
    {
        Stand = stand ?? Stand;
        if (now < _next)
        {
            return null;
        }

        _next = now + pause;

        return Stand is { } known
            ? $"Taking in {file}: {known}"
            : string.Create(CultureInfo.InvariantCulture, $"Reading {file}: {(now - since).TotalSeconds:0} s so far");
    }
}
