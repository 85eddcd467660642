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

/// <summary>Splits a command as a shell does, without being one: quotes and backslashes hold words together, nothing is expanded.</summary>
internal static class ShellWords
{
    private const string Operators = "|&;<>`";

    /// <summary>The words, or why there are none.</summary>
    public static (IReadOnlyList<string> Words, string? Error) Split(string command)
    {
        var words = new List<string>();
        StringBuilder? word = null;
        for (var at = 0; at < command.Length; at++)
        {
            var sign = command[at];
            if (char.IsWhiteSpace(sign))
            {
                words.AddRange(word is null ? [] : [word.ToString()]);
                word = null;
                continue;
            }

            if (Operators.Contains(sign, StringComparison.Ordinal) || IsExpansion(command.AsSpan(at)))
            {
                return ([], $"has an unquoted {sign}, which only a shell knows: write sh -c '…', or quote it.");
            }

            word ??= new StringBuilder();
            if (sign is not ('"' or '\'' or '\\'))
            {
                word.Append(sign);
            }
            else if (Quoted(command, at, word) is { } end)
            {
                at = end;
            }
            else
            {
                return ([], sign == '\\' ? "ends in a backslash, which must stand before a character." : $"has a quote at character {at + 1} that is never closed.");
            }
        }

        words.AddRange(word is null ? [] : [word.ToString()]);

        return (words, null);
    }

    /// <summary>POSIX: a name, a brace or a parenthesis behind it makes a dollar sign an expansion (Shell Command Language, 2.6); any other is itself.</summary>
    private static bool IsExpansion(ReadOnlySpan<char> rest) => rest is ['$', var next, ..] && (char.IsAsciiLetter(next) || next is '_' or '{' or '(');

    /// <summary>Adds what a quote or a backslash holds; where its last character is, or <c>null</c> where it does not end.</summary>
    private static int? Quoted(string command, int start, StringBuilder word)
    {
        var quote = command[start];
        for (var at = start + 1; at < command.Length; at++)
        {
            if (command[at] == quote && quote != '\\')
            {
                return at;
            }

            // POSIX: within double quotes a backslash is one, but before these (Shell Command Language, 2.2.3).
            var isEscape = quote == '"' && command[at] == '\\' && at + 1 < command.Length && "\"\\$`\n".Contains(command[at + 1], StringComparison.Ordinal);
            word.Append(command[isEscape ? ++at : at]);
            if (quote == '\\')
            {
                return at;
            }
        }

        return null;
    }
}
