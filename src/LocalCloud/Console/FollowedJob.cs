using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace LocalCloud.Console;

/// <summary>Something new about a job, as people are told it.</summary>
/// <param name="At">When it happened.</param>
/// <param name="Text">Such as <c>RUNNING</c>, or <c>FAILED exit 137 (OutOfMemory), resubmitted 1 of 3 with 1024 MiB</c>.</param>
internal sealed record JobNews(DateTimeOffset At, string Text)
{
    /// <summary>The status that it went into; <c>null</c> where the news is another.</summary>
    public string? Status { get; init; }
}

/// <summary>A job, and what its record has said so far.</summary>
internal sealed partial class FollowedJob(SubmittedJob job)
{
    // AWS: the status reason of every container that ended by itself, whatever its exit code; it tells nothing.
    private const string EndedByItself = "Essential container in task exited";

    // AWS: the status reason where no container has started; why is in the attempt's own reason.
    private const string NotStarted = "Task failed to start";

    // AWS: the status reason of every array of which a child has failed (observed).
    private const string ChildFailed = "Array Child Job failed";

    private readonly HashSet<(int Attempt, string Status)> _told = [];
    private readonly List<FollowedJob> _standIns = [];
    private DateTimeOffset _last;
    private bool _isUndecided;
    private string? _cause;
    private string? _decision;
    private string? _decisionReason;
    private string? _attemptReason;
    private int? _exitCode;
    private int _failedChildren;

    public string Name => job.JobName;

    public string? JobId => job.JobId;

    /// <summary>Status of the newest record; REFUSED where AWS Batch did not take it, so that there is no job.</summary>
    public string Status { get; private set; } = job.JobId is null ? "REFUSED" : "SUBMITTED";

    public string? Reason { get; private set; } = job.Error;

    /// <summary>Why it has not started, once that is worth telling.</summary>
    public string? Waiting { get; private set; }

    /// <summary>As things are it, or what it waits behind, can never start.</summary>
    public bool CannotStart => Status == "RUNNABLE" && Waiting?.Contains("cannot start", StringComparison.Ordinal) == true;

    public int? ArraySize { get; private set; }

    /// <summary>Log streams of the attempts, oldest first.</summary>
    public IReadOnlyList<string> LogStreams { get; private set; } = [];

    /// <summary>Ids of the jobs that it waits for.</summary>
    public IReadOnlyList<string> DependsOn { get; private set; } = [];

    /// <summary>The jobs that stand in for this failed one: one, or of an array one for each failed child.</summary>
    public IReadOnlyList<FollowedJob> StandIns => _standIns;

    /// <summary>Nothing more will be told of it: a failed job may still be on its way to being resubmitted.</summary>
    public bool IsOver => Status is "SUCCEEDED" or "REFUSED" || (Status == "FAILED" && !_isUndecided);

    /// <summary>It succeeded, or all that stands in for it did.</summary>
    public bool HasSucceeded => Status == "SUCCEEDED" || (Status == "FAILED" && _standIns.Count > 0 && _standIns.TrueForAll(one => one.HasSucceeded));

    /// <summary>It, or what stands in for it, may still come to something.</summary>
    public bool IsOpen => !IsOver || _standIns.Exists(one => one.IsOpen);

    /// <summary>How it ended, as people are told it.</summary>
    public string Ending => Status switch
    {
        "FAILED" => $"FAILED{Children}{Exit}{Why}{Follows}",
        "REFUSED" => $"REFUSED{Why}",
        _ => Status,
    };

    private string Children => ArraySize is { } size && _failedChildren > 0 ? string.Create(CultureInfo.InvariantCulture, $" in {_failedChildren} of {size} children") : "";

    private string Exit => _exitCode is { } code ? string.Create(CultureInfo.InvariantCulture, $" exit {code}") : "";

    /// <summary>AWS Batch's reason, or the container runtime's own where AWS Batch only says that there is one.</summary>
    private string? Detail => Reason is EndedByItself or NotStarted ? Short(_attemptReason) ?? (Reason == NotStarted ? Reason : null) : Reason == ChildFailed ? null : Reason;

    /// <summary>The container runtime tells its whole way down to what went wrong; only the end of that is of use.</summary>
    private static string? Short(string? reason)
    {
        const string End = ": unknown";
        var at = reason?.IndexOf("exec: ", StringComparison.Ordinal) ?? -1;
        var what = at < 0 ? reason : reason?[at..];

        return what?.EndsWith(End, StringComparison.Ordinal) == true ? what[..^End.Length] : what;
    }

    private string Why => (_cause, Detail) switch
    {
        (null, null) => "",
        (null, { } reason) => $" ({reason})",
        ({ } cause, null) => $" ({cause})",
        ("OutOfMemory", _) => " (OutOfMemory)",
        ({ } cause, { } reason) => $" ({cause}: {reason})",
    };

    private string Follows => (_decision, _decisionReason) switch
    {
        ("RESUBMITTED", { } reason) when TryPattern.Match(reason) is { Success: true } next =>
            $", resubmitted {next.Groups["number"]} of {next.Groups["most"]}{Part(next, " with ", "memory", " MiB")}{Part(next, " and ", "vcpus", " vCPU")}{Part(next, " on queue ", "queue", "")}",
        ("RESUBMITTED", _) => ", resubmitted",
        ("GIVEN_UP", { } reason) when !OrdinaryPattern.IsMatch(reason) => $", not resubmitted: {reason.TrimEnd('.')}",
        _ => "",
    };

    /// <summary>Takes in a newer record; gives what is new, oldest first. A failure is told once it is known what follows from it.</summary>
    public IReadOnlyList<JobNews> Update(JsonElement record)
    {
        var before = Status;
        Status = record.Text("status") ?? Status;
        Reason = record.Text("statusReason") ?? Reason;
        (_cause, _decision, _decisionReason) = (record.Text("cause"), record.Text("decision"), record.Text("decisionReason"));
        ArraySize = record.Number("arraySize");
        var attempts = record.List("attempts").ToList();
        (_exitCode, _attemptReason) = attempts is [.., var last] ? (last.Number("exitCode"), last.Text("reason")) : (null, null);
        DependsOn = [.. (record.Member("detail", JsonValueKind.Object) ?? default).List("dependsOn").Select(other => other.Text("jobId")).OfType<string>()];
        LogStreams = [.. attempts.Select(attempt => attempt.Text("logStreamName")).OfType<string>()];
        StandIn(record);
        if (Status != before)
        {
            Waiting = null;
        }

        return
        [
            .. record.List("history")
                .Where(change => (change.Text("status") != "FAILED" || IsOver) && _told.Add((change.GetProperty("attempt").GetInt32(), change.Text("status") ?? "?")))
                .Select(change => new JobNews(At(change.GetProperty("at").GetInt64()), change.Text("status") is { } status && status != "FAILED" ? status : Ending) { Status = change.Text("status") }),
        ];
    }

    /// <summary>Takes in why it waits; gives <c>true</c> where that is news.</summary>
    public bool Waits(string? why)
    {
        var isNews = why is not null && why != Waiting;
        Waiting = why;

        return isNews;
    }

    /// <summary>The jobs that stand in for it, and whether all of them are known.</summary>
    private void StandIn(JsonElement record)
    {
        _failedChildren = record.Number("failedChildrenCount") ?? 0;
        var children = ChildStandIns(record);
        var isResubmitted = _decision == "RESUBMITTED";
        if (record.Text("resubmittedAs") is { } next)
        {
            Add(Name, next);
        }
        else if (isResubmitted)
        {
            foreach (var (index, id) in children.Known)
            {
                Add($"{Name}:{index}", id);
            }
        }

        var isKnown = _standIns.Count > 0 && (ArraySize is null || record.Text("resubmittedAs") is not null || _standIns.Count >= children.All);
        _isUndecided = _decision == "PENDING" || (isResubmitted && !isKnown);
    }

    private static (IReadOnlyList<(string Index, string JobId)> Known, int All) ChildStandIns(JsonElement record)
    {
        // All of them by index and id, or of the first ones everything: whichever the API tells.
        if (record.TryGetProperty("resubmittedChildren", out var all) && all.ValueKind == JsonValueKind.Object)
        {
            return ([.. all.EnumerateObject().Select(child => (child.Name, child.Value.GetString() ?? ""))], record.Number("failedChildrenCount") ?? 0);
        }

        var shown = record.List("failedChildren").ToList();
        var known = shown.Where(child => child.Text("resubmittedAs") is not null)
            .Select(child => ((child.Number("index") ?? 0).ToString(CultureInfo.InvariantCulture), child.Text("resubmittedAs") ?? ""));

        return ([.. known], shown.Count);
    }

    private void Add(string name, string jobId)
    {
        if (!_standIns.Exists(one => one.JobId == jobId))
        {
            _standIns.Add(new(new(name, jobId, null)));
        }
    }

    /// <summary>AWS: an event's time is in whole seconds, a job's own in milliseconds; together they would seem to run backwards.</summary>
    private DateTimeOffset At(long milliseconds)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return _last = at > _last ? at : _last;
    }

    private static string Part(Match match, string before, string name, string after) =>
        match.Groups[name] is { Success: true, Value: var value } ? before + value + after : "";

    [GeneratedRegex(@"resubmission (?<number>\d+) of (?<most>\d+)(, (?<memory>\d+) MiB)?(, (?<vcpus>[\d.]+) vCPU)?(, queue (?<queue>[^ ]+?))?\.")]
    private static partial Regex TryPattern { get; }

    [GeneratedRegex(@"^(Child \d+: )?(By rule|No rule is) for \w+\.")]
    private static partial Regex OrdinaryPattern { get; }
}
