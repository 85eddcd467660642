using System.Text;

namespace LocalCloud.Iam;

/// <summary>
/// Patterns of policies. <see cref="Compile"/> turns <c>*</c> and <c>?</c> into characters that are none, so that a star that
/// came with the value of a variable is a star and nothing more.
/// </summary>
internal static class Wildcards
{
    // Noncharacters of Unicode: in no ARN and in no text that came over HTTP as UTF-8.
    private const char Many = '\uFFFE';
    private const char One = '\uFFFF';

    /// <summary>The pattern with its variables filled in; <c>null</c> where one has no value, so that the pattern fits nothing.</summary>
    /// <param name="text">As in the policy.</param>
    /// <param name="request">Gives the variables their values; <c>null</c> where <c>${</c> is text like any other.</param>
    /// <param name="hasWildcards">Whether <c>*</c> and <c>?</c> are wildcards.</param>
    public static string? Compile(string text, IamRequest? request, bool hasWildcards = true)
    {
        StringBuilder pattern = new(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            var end = request is not null && text.AsSpan(index).StartsWith("${") ? text.IndexOf('}', index) : -1;
            if (end > 0 && request is not null)
            {
                if (ValueOf(text[(index + 2)..end], request) is not { } value)
                {
                    return null;
                }

                pattern.Append(value);
                index = end;
            }
            else
            {
                pattern.Append(hasWildcards && text[index] == '*' ? Many : hasWildcards && text[index] == '?' ? One : text[index]);
            }
        }

        return pattern.ToString();
    }

    public static bool Match(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text, bool ignoreCase = false)
    {
        // Where the last star was, and what it stands for so far: going back to it is all the going back there is.
        var (at, star, taken) = (0, -1, 0);
        var index = 0;
        while (index < text.Length)
        {
            if (at < pattern.Length && pattern[at] == Many)
            {
                (star, taken) = (at++, index);
            }
            else if (at < pattern.Length && (pattern[at] == One || Same(pattern[at], text[index], ignoreCase)))
            {
                at++;
                index++;
            }
            else if (star >= 0)
            {
                at = star + 1;
                index = ++taken;
            }
            else
            {
                return false;
            }
        }

        while (at < pattern.Length && pattern[at] == Many)
        {
            at++;
        }

        return at == pattern.Length;
    }

    // AWS: ${*}, ${?} and ${$} are the characters themselves; ${key, 'other'} has a value for where the key has none (IAM user guide, policy variables).
    private static string? ValueOf(string variable, IamRequest request)
    {
        if (variable is "*" or "?" or "$")
        {
            return variable;
        }

        var parts = variable.Split(',', 2, StringSplitOptions.TrimEntries);

        return request.Values(parts[0]) is [var value]
            ? value
            : parts is [_, ['\'', .. var otherwise, '\'']] ? otherwise : null;
    }

    private static bool Same(char pattern, char text, bool ignoreCase) =>
        pattern == text || (ignoreCase && char.ToLowerInvariant(pattern) == char.ToLowerInvariant(text));
}
