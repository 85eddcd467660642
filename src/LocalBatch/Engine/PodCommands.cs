using System.Text.RegularExpressions;

namespace LocalBatch.Engine;

/// <summary>Fills variables into the command of a pod's container, as Kubernetes does before the program starts.</summary>
internal static partial class PodCommands
{
    /// <summary><c>$(NAME)</c> becomes the variable's value and stays where there is none; <c>$$</c> becomes <c>$</c>.</summary>
    // AWS: API_EksContainer, command and args.
    public static IReadOnlyList<string> Expand(IReadOnlyList<string> command, IReadOnlyDictionary<string, string> variables) =>
        command.Any(word => word.Contains('$', StringComparison.Ordinal))
            ? [.. command.Select(word => Reference.Replace(word, match => match.Value == "$$" ? "$" : variables.GetValueOrDefault(match.Groups[1].Value, match.Value)))]
            : command;

    [GeneratedRegex(@"\$\$|\$\(([^()]+)\)")]
    private static partial Regex Reference { get; }
}
