using System.Text;

namespace BatchFunctions.Manifests;

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
