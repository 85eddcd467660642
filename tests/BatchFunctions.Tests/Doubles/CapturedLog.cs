using System.Text.RegularExpressions;
using Amazon.Lambda.Core;

namespace BatchFunctions.Tests.Doubles;

/// <summary>Keeps every line with its fields, as Lambda's JSON format would write them.</summary>
internal sealed partial class CapturedLog : ILambdaLogger
{
    public List<(string Level, string Message, IReadOnlyDictionary<string, object?> Fields, Exception? Exception)> Lines { get; } = [];

    /// <summary>Everything that was written, in one text.</summary>
    public string All => string.Join('\n', Lines.Select(line => $"{line.Level} {line.Message} {string.Join(' ', line.Fields)} {line.Exception}"));

    public void Log(string message) => Keep("Information", message, [], null);

    public void LogLine(string message) => Keep("Information", message, [], null);

    public void Log(string level, string message, params object[] args) => Keep(level, message, args, null);

    public void Log(string level, Exception exception, string message, params object[] args) => Keep(level, message, args, exception);

    private void Keep(string level, string message, object[] args, Exception? exception)
    {
        var names = FieldName().Matches(message).Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(names.Count, args.Length);
        Lines.Add((level, message, names.Zip(args).ToDictionary(pair => pair.First, object? (pair) => pair.Second), exception));
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex FieldName();
}
