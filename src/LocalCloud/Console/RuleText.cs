using System.Globalization;
using System.Text.Json;

namespace LocalCloud.Console;

/// <summary>Rules of <c>onFailure</c> in words.</summary>
internal static class RuleText
{
    /// <summary>Such as <c>OutOfMemory: resubmit at most 2 times, with 2 times the memory up to 4096 MiB; else: give up</c>.</summary>
    /// <param name="rules">The list, as a manifest has it.</param>
    public static string Of(JsonElement rules) => string.Join("; ", rules.EnumerateArray().Select(Rule));

    private static string Rule(JsonElement rule)
    {
        List<string> matches =
        [
            .. rule.List("causes").Select(cause => cause.GetString() ?? ""),
            .. rule.List("exitCodes").Select(code => $"exit {code.GetRawText()}"),
        ];

        return $"{(matches.Count == 0 ? "any other failure" : string.Join(", ", matches))}: {Action(rule)}";
    }

    private static string Action(JsonElement rule)
    {
        if (rule.Text("action") is var action && action != "resubmit")
        {
            return action == "notify" ? "give up and notify" : "give up";
        }

        var most = rule.Number("maxResubmissions") ?? 1;
        var memory = rule.TryGetProperty("memoryFactor", out var factor) && factor.ValueKind == JsonValueKind.Number ? $" with {factor.GetRawText()} times the memory" : "";
        var ceiling = rule.Number("maxMemoryMiB") is { } limit ? string.Create(CultureInfo.InvariantCulture, $" up to {limit} MiB") : "";
        var queue = rule.Text("jobQueue") is { } name ? $" on queue {name}" : "";
        var delay = rule.Number("delaySeconds") is { } seconds and > 0 ? string.Create(CultureInfo.InvariantCulture, $" after {seconds} s") : "";
        var children = rule.TryGetProperty("arrayChildren", out var isForChildren) && isForChildren.ValueKind == JsonValueKind.True ? ", failed children of arrays too" : "";

        return string.Create(CultureInfo.InvariantCulture, $"resubmit at most {most} time{(most == 1 ? "" : "s")}{memory}{ceiling}{queue}{delay}{children}");
    }
}
