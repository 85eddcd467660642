using System.Globalization;
using System.Text;
using System.Text.Json;
using BatchFunctions.Wire;

namespace BatchFunctions.Jobs;

/// <summary>Checks <c>onFailure</c> before it is stored, so that no failure meets a rule that means nothing.</summary>
internal static class FailureRuleCheck
{
    public const string Field = "onFailure";

    // Twelve hours: what a queue can hold back in steps without anybody waiting for the message.
    private const int MostDelaySeconds = 43_200;

    private const int MostResubmissions = 100;

    /// <summary>Rules travel with every message and stay with every record of the job, both of which are bounded.</summary>
    private const int MostBytes = 8 * 1024;

    // POSIX: a parent learns the low eight bits of what a program exits with (_exit).
    private const int MostExitCode = 255;

    private static readonly string[] Actions = ["resubmit", "giveUp", "notify"];

    private static readonly string[] OfResubmit = ["jobQueue", "memoryFactor", "maxMemoryMiB", "delaySeconds", "maxResubmissions", "arrayChildren"];

    /// <summary>What people call actions and causes elsewhere.</summary>
    private static readonly Dictionary<string, string> OtherNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ["retry"] = "resubmit",
        ["rerun"] = "resubmit",
        ["restart"] = "resubmit",
        ["stop"] = "giveUp",
        ["fail"] = "giveUp",
        ["abort"] = "giveUp",
        ["alert"] = "notify",
        ["OOM"] = nameof(FailureCause.OutOfMemory),
        ["OOMKilled"] = nameof(FailureCause.OutOfMemory),
        ["OutOfMemoryError"] = nameof(FailureCause.OutOfMemory),
        ["Spot"] = nameof(FailureCause.SpotInterruption),
        ["CannotPullContainerError"] = nameof(FailureCause.ImagePull),
        ["ExitCode"] = nameof(FailureCause.ApplicationError),
        ["Error"] = nameof(FailureCause.ApplicationError),
    };

    /// <summary>Every fault of every rule; a field of the wrong kind is told of once, and hides no other.</summary>
    public static void Check(JsonElement rules, string pointer, List<InputError> errors)
    {
        ShapeCheck.Check(rules, FailureJson.Default.IReadOnlyListFailureRule, pointer, errors);
        if (rules.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        if (Encoding.UTF8.GetByteCount(rules.GetRawText()) > MostBytes)
        {
            errors.Add(new InputError(pointer, $"The rules may have {MostBytes / 1024} KiB."));
            return;
        }

        foreach (var (index, rule) in rules.EnumerateArray().Index().Where(rule => rule.Item.ValueKind == JsonValueKind.Object))
        {
            CheckRule(rule, JsonPointer.Append(pointer, index), errors);
        }
    }

    /// <summary>What the rules say of a job that asks for so much memory.</summary>
    public static void CheckMemory(JsonElement owner, string pointer, string jobName, int? memoryMiB, List<InputError> errors)
    {
        if (memoryMiB is not { } memory || owner.ValueKind != JsonValueKind.Object || !owner.TryGetProperty(Field, out var rules) || rules.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        foreach (var (index, rule) in rules.EnumerateArray().Index())
        {
            if (Number(rule, "maxMemoryMiB") is { } most && most < memory)
            {
                errors.Add(new InputError(
                    $"{JsonPointer.Append(JsonPointer.Append(pointer, Field), index)}/maxMemoryMiB",
                    string.Create(CultureInfo.InvariantCulture, $"{most} MiB is less than the {memory} MiB that '{jobName}' has from the start; it would never be resubmitted.")));
            }
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

    private static void CheckRule(JsonElement rule, string pointer, List<InputError> errors)
    {
        var action = RequestRules.Text(rule, "action");
        if (!Actions.Contains(action) && (action is not null || !IsThere(rule, "action")))
        {
            errors.Add(new InputError($"{pointer}/action", $"must be resubmit, giveUp or notify.{Meant(action, Actions)}"));
        }

        CheckCauses(rule, pointer, errors);
        foreach (var (index, code) in Entries(rule, "exitCodes"))
        {
            if (code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out var number) && number is < 0 or > MostExitCode)
            {
                errors.Add(new InputError(JsonPointer.Append($"{pointer}/exitCodes", index), $"an exit code is 0 to {MostExitCode}, not {number}.") { Quoted = code.GetRawText() });
            }
        }

        Range(rule, "memoryFactor", 1, 16, pointer, errors);
        Range(rule, "maxMemoryMiB", 4, int.MaxValue, pointer, errors);
        Range(rule, "delaySeconds", 0, MostDelaySeconds, pointer, errors);
        Range(rule, "maxResubmissions", 1, MostResubmissions, pointer, errors);
        if (RequestRules.Text(rule, "jobQueue") is { Length: 0 })
        {
            errors.Add(new InputError($"{pointer}/jobQueue", "must be the name or the ARN of a job queue."));
        }

        if (action is "giveUp" or "notify" && OfResubmit.Any(name => IsThere(rule, name)))
        {
            errors.Add(new InputError(pointer, "jobQueue, memoryFactor, maxMemoryMiB, delaySeconds, maxResubmissions and arrayChildren belong to the action resubmit."));
        }
        else if (IsThere(rule, "maxMemoryMiB") && (!IsThere(rule, "memoryFactor") || Number(rule, "memoryFactor") is 1))
        {
            errors.Add(new InputError($"{pointer}/maxMemoryMiB", "limits what memoryFactor raises: give a memoryFactor above 1, such as 2, or leave it out."));
        }
    }

    private static void CheckCauses(JsonElement rule, string pointer, List<InputError> errors)
    {
        var known = Enum.GetNames<FailureCause>();
        foreach (var (index, entry) in Entries(rule, "causes"))
        {
            if (entry.ValueKind == JsonValueKind.String && entry.GetString() is { } cause && !known.Contains(cause))
            {
                errors.Add(new InputError(
                    JsonPointer.Append($"{pointer}/causes", index),
                    Meant(cause, known) is { Length: > 0 } meant ? $"'{cause}' is not a cause.{meant}" : $"'{cause}' is not a cause; known are {string.Join(", ", known)}."));
            }
        }
    }

    private static string Meant(string? word, string[] known) =>
        word is null ? "" : OtherNames.TryGetValue(word, out var name) && known.Contains(name) ? $" Did you mean '{name}'?" : Closest.Question(word, known);

    private static bool IsThere(JsonElement rule, string name) => rule.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    private static IEnumerable<(int Index, JsonElement Entry)> Entries(JsonElement rule, string name) =>
        rule.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Index() : [];

    private static double? Number(JsonElement rule, string name) =>
        rule.ValueKind == JsonValueKind.Object && rule.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetDouble() : null;

    private static void Range(JsonElement rule, string name, double least, double most, string pointer, List<InputError> errors)
    {
        if (Number(rule, name) is { } number && (number < least || number > most))
        {
            errors.Add(new InputError($"{pointer}/{name}", most == int.MaxValue ? $"must be {least} or more." : $"must be {least} to {most}."));
        }
    }
}
