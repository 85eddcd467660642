using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using BatchFunctions.Wire;

namespace BatchFunctions.Jobs;

/// <summary>What AWS Batch would refuse at SubmitJob, found before anything is submitted, all of it at once.</summary>
internal static partial class RequestRules
{
    // AWS: quotas of AWS Batch and API_SubmitJob.
    public const int MostDependencies = 20;

    public const int MostBytes = 30 * 1024;

    private const int LeastChildren = 2;

    private const int MostChildren = 10_000;

    private const int MostAttempts = 10;

    private const int LeastTimeoutSeconds = 60;

    private const int MostPriority = 9999;

    // AWS: 50 tags a resource; one is ours.
    private const int MostTags = 49;

    /// <summary>
    /// Checks shape, required fields and limits of one SubmitJob body. A field of the wrong shape is told once: the limits
    /// look only at fields of the right one.
    /// </summary>
    /// <param name="alsoAllowed">Members beside those of SubmitJob that somebody else checks.</param>
    public static void Check(JsonElement body, string pointer, List<InputError> errors, params ReadOnlySpan<string> alsoAllowed)
    {
        ShapeCheck.Check(body, BatchJson.Instance.SubmitJobRequest, pointer, errors, alsoAllowed);
        CheckLimits(body, pointer, errors);
    }

    /// <summary>The required fields and the limits alone, of a body whose parts were looked at where they stand.</summary>
    public static void CheckLimits(JsonElement body, string pointer, List<InputError> errors)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        RequireText(body, "jobName", pointer, errors);
        RequireText(body, "jobQueue", pointer, errors);
        RequireText(body, "jobDefinition", pointer, errors);
        CheckName(body, pointer, errors);
        CheckNumber(body, ["arrayProperties", "size"], LeastChildren, MostChildren, pointer, errors);
        CheckNumber(body, ["retryStrategy", "attempts"], 1, MostAttempts, pointer, errors);
        CheckNumber(body, ["timeout", "attemptDurationSeconds"], LeastTimeoutSeconds, int.MaxValue, pointer, errors);
        CheckNumber(body, ["schedulingPriorityOverride"], 0, MostPriority, pointer, errors);
        ShareAndConsumableRules.Check(body, pointer, errors);
        ResourceRequestRules.Check(body, pointer, errors);
        CheckTags(body, pointer, errors);
        CheckSize(body, pointer, errors);
    }

    /// <summary>The text at a member; <c>null</c> where it is missing or of another kind.</summary>
    public static string? Text(JsonElement body, string name) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    /// <summary>Memory that the body asks for, in MiB; <c>null</c> where it leaves that to the definition.</summary>
    public static int? MemoryMiB(JsonElement body) =>
        int.TryParse(Resource(body, "MEMORY"), NumberStyles.None, CultureInfo.InvariantCulture, out var memory) ? memory
            : Find(body, ["containerOverrides", "memory"]) is { ValueKind: JsonValueKind.Number } old && old.TryGetInt32(out memory) ? memory : null;

    /// <summary>What the body asks for of a kind of resource, as it is written there.</summary>
    public static string? Resource(JsonElement body, string type) =>
        Find(body, ["containerOverrides", "resourceRequirements"]) is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray().Where(entry => Text(entry, "type") == type).Select(entry => Text(entry, "value")).FirstOrDefault()
            : null;

    /// <summary>Children of the array job that the body asks for; <c>null</c> where it asks for none.</summary>
    public static int? ArraySize(JsonElement body) =>
        Find(body, ["arrayProperties", "size"]) is { ValueKind: JsonValueKind.Number } size && size.TryGetInt32(out var count) ? count : null;

    private static void RequireText(JsonElement body, string name, string pointer, List<InputError> errors)
    {
        if (!body.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
        {
            errors.Add(new InputError(JsonPointer.Append(pointer, name), $"'{name}' is missing."));
        }
        else if (value.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(value.GetString()))
        {
            errors.Add(new InputError(JsonPointer.Append(pointer, name), $"'{name}' must not be empty."));
        }
    }

    private static void CheckName(JsonElement body, string pointer, List<InputError> errors)
    {
        if (Text(body, "jobName") is { } name && !string.IsNullOrWhiteSpace(name) && !JobName().IsMatch(name))
        {
            errors.Add(new InputError(
                JsonPointer.Append(pointer, "jobName"),
                "must have up to 128 letters, digits, hyphens and underscores, and begin with a letter or digit."));
        }
    }

    private static void CheckNumber(
        JsonElement body, ReadOnlySpan<string> path, int least, int most, string pointer, List<InputError> errors)
    {
        if (Find(body, path) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var number) && (number < least || number > most))
        {
            var range = most == int.MaxValue ? $"{least} or more" : $"{least} to {most}";
            errors.Add(new InputError($"{pointer}/{string.Join('/', path)}", $"must be {range}, not {number}.") { Quoted = value.GetRawText() });
        }
    }

    public static void CheckTags(JsonElement body, string pointer, List<InputError> errors)
    {
        if (Find(body, ["tags"]) is not { ValueKind: JsonValueKind.Object } tags)
        {
            return;
        }

        if (tags.EnumerateObject().Count() > MostTags)
        {
            errors.Add(new InputError($"{pointer}/tags", $"at most {MostTags} tags: AWS takes 50, and one carries our own mark."));
            return;
        }

        foreach (var tag in tags.EnumerateObject())
        {
            var at = JsonPointer.Append($"{pointer}/tags", tag.Name);
            if (tag.Name == Token.Tag)
            {
                errors.Add(new InputError(at, "this tag is our own mark; leave it out."));
            }
            else if (!TagText().IsMatch(tag.Name) || !TagText().IsMatch(tag.Value.ValueKind == JsonValueKind.String ? tag.Value.GetString() ?? "" : "") || tag.Name.Length is 0 or > 128)
            {
                // AWS: the text of the service's own answer.
                errors.Add(new InputError(at, "Tags can only contain letters, numbers, spaces, and the following special characters: _ . : / = + - @"));
            }
        }
    }

    private static void CheckSize(JsonElement body, string pointer, List<InputError> errors)
    {
        var bytes = Encoding.UTF8.GetByteCount(body.GetRawText());
        if (bytes > MostBytes)
        {
            errors.Add(new InputError(pointer, $"Job size must be less than 30 KiB, got {bytes / 1024.0:0.#} KiB."));
        }
    }

    private static JsonElement? Find(JsonElement value, ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(name, out value))
            {
                return null;
            }
        }

        return value;
    }

    [GeneratedRegex(@"^[a-zA-Z0-9][a-zA-Z0-9_-]{0,127}\z")]
    private static partial Regex JobName();

    [GeneratedRegex(@"^[\p{L}\p{N}\p{Zs}_.:/=+\-@]{0,256}\z")]
    private static partial Regex TagText();
}
