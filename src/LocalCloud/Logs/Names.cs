using System.Text.RegularExpressions;

namespace LocalCloud.Logs;

/// <summary>What groups and streams may be called.</summary>
internal static partial class Names
{
    private const int MaxLength = 512;

    /// <exception cref="LogsException">The name breaks a rule.</exception>
    public static string CheckedGroup(string name) => Checked(name, "logGroupName", GroupPattern(), @"[\.\-_/#A-Za-z0-9]+");

    /// <exception cref="LogsException">The name breaks a rule.</exception>
    public static string CheckedStream(string name) => Checked(name, "logStreamName", StreamPattern(), "[^:*]*");

    private static string Checked(string name, string field, Regex pattern, string rule) =>
        name.Length > MaxLength ? throw LogsException.Constraint(name, field, $"Member must have length less than or equal to {MaxLength}")
        : !pattern.IsMatch(name) ? throw LogsException.Constraint(name, field, $"Member must satisfy regular expression pattern: {rule}")
        : name;

    [GeneratedRegex(@"\A[\.\-_/#A-Za-z0-9]+\z")]
    private static partial Regex GroupPattern();

    [GeneratedRegex(@"\A[^:*]*\z")]
    private static partial Regex StreamPattern();
}
