using System.Text.RegularExpressions;

namespace LocalBatch.Operations;

/// <summary>Checks that many operations share.</summary>
internal static partial class Require
{
    /// <exception cref="ClientException">It is missing or empty.</exception>
    public static string Text(string? value, string member) =>
        value is { Length: > 0 } ? value : throw ClientException.Wrapped(OwnTexts.IsRequired(member));

    /// <summary>The reason of a CancelJob or TerminateJob.</summary>
    public static string Reason(string? value) =>
        Text(value, "reason") is { Length: <= Limits.Reason } reason
            ? reason
            : throw ClientException.Wrapped(OwnTexts.TooLong("reason", Limits.Reason));

    /// <summary>A name of letters, digits, hyphens and underscores, up to 128, the first a letter or digit.</summary>
    /// <param name="error">AWS's text where it is none.</param>
    public static string Name(string? value, string error) =>
        value is not null && NamePattern.IsMatch(value) ? value : throw ClientException.Wrapped(error);

    /// <exception cref="ClientException">The name is taken.</exception>
    // AWS: 409 for a name that is taken (observed).
    public static void Free(bool isTaken)
    {
        if (isTaken)
        {
            throw new ClientException(AwsTexts.Taken, isWrapped: true, statusCode: 409);
        }
    }

    /// <exception cref="ClientException">There is a value, and LocalBatch cannot honour it.</exception>
    public static void Unsupported(bool isGiven, string what)
    {
        if (isGiven)
        {
            throw ClientException.Raw(OwnTexts.NotSupported(what));
        }
    }

    /// <exception cref="ClientException"><paramref name="isWrong"/>.</exception>
    public static void Not(bool isWrong, string error)
    {
        if (isWrong)
        {
            throw ClientException.Wrapped(error);
        }
    }

    // AWS: the first character must be a letter or digit, though the documentation does not say so of every resource (observed).
    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9_-]{0,127}\z")]
    private static partial Regex NamePattern { get; }
}
