using System.Globalization;
using System.Text;
using System.Text.Json;
using BatchFunctions.Wire;

namespace BatchFunctions.Manifests;

/// <summary>A column of a CSV manifest: which field of SubmitJob its cells fill.</summary>
/// <param name="Name">The column's name in the first line.</param>
/// <param name="Read">Puts a cell into the job; says what is wrong with it, or <c>null</c>.</param>
internal sealed record CsvColumn(string Name, Func<string, CsvJob, string?> Read)
{
    public const string Known =
        "jobName, jobQueue, jobDefinition, dependsOn, command, vcpus, memory, gpus, arraySize, attempts, timeoutSeconds, " +
        "shareIdentifier, schedulingPriorityOverride, parameters.<name>, environment.<name>, tags.<name>";

    // In place of a command that cannot be read: that of the definition is not what was meant.
    private static readonly string[] NotRead = ["?"];

    public static IEnumerable<string> Names => Known.Split(", ");

    public static CsvColumn? Of(string name) => name switch
    {
        "jobName" or "jobQueue" or "jobDefinition" or "shareIdentifier" => new(name, (cell, job) => job.Text(name, cell)),
        "schedulingPriorityOverride" => new(name, (cell, job) => Number(cell, number => job.SchedulingPriorityOverride = number)),
        "arraySize" => new(name, (cell, job) => Number(cell, number => job.ArraySize = number)),
        "attempts" => new(name, (cell, job) => Number(cell, number => job.Attempts = number)),
        "timeoutSeconds" => new(name, (cell, job) => Number(cell, number => job.TimeoutSeconds = number)),
        "vcpus" => new(name, (cell, job) => job.Resource("VCPU", cell)),
        "memory" => new(name, (cell, job) => job.Resource("MEMORY", cell)),
        "gpus" => new(name, (cell, job) => job.Resource("GPU", cell)),
        "command" => new(name, Command),
        "dependsOn" => new(name, DependsOn),
        _ when Rest(name, "parameters.") is { } key => new(name, (cell, job) => job.Parameter(key, cell)),
        _ when Rest(name, "environment.") is { } key => new(name, (cell, job) => job.Variable(key, cell)),
        _ when Rest(name, "tags.") is { } key => new(name, (cell, job) => job.Tag(key, cell)),
        _ => null,
    };

    private static string? Rest(string name, string start) =>
        name.StartsWith(start, StringComparison.Ordinal) && name.Length > start.Length ? name[start.Length..] : null;

    private static string? Number(string cell, Action<int> take)
    {
        if (!int.TryParse(cell, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            return $"must be a whole number, not '{cell}'.";
        }

        take(number);
        return null;
    }

    private static string? DependsOn(string cell, CsvJob job)
    {
        job.DependsOn.AddRange(cell.Split([' ', ';', ','], StringSplitOptions.RemoveEmptyEntries));
        return null;
    }

    /// <summary>A JSON list, or words as one types them.</summary>
    private static string? Command(string cell, CsvJob job)
    {
        if (!cell.AsSpan().TrimStart().StartsWith("["))
        {
            var (words, error) = ShellWords.Split(cell);
            job.Command.AddRange(error is null ? words : NotRead);

            return error;
        }

        try
        {
            using var document = JsonDocument.Parse(cell);
            var root = document.RootElement;
            if (JsonWords.AreGood(Encoding.UTF8.GetBytes(cell)) && root.ValueKind == JsonValueKind.Array && root.EnumerateArray().All(word => word.ValueKind == JsonValueKind.String))
            {
                job.Command.AddRange(root.EnumerateArray().Select(word => word.GetString() ?? ""));
                return null;
            }
        }
        catch (JsonException)
        {
            // Told below, the same as for JSON of another shape.
        }

        job.Command.AddRange(NotRead);

        return """must be a JSON list of words, such as ["echo","hello"], or words as one types them: echo hello.""";
    }
}
