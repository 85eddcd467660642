using LocalCloud.Gateway;

namespace LocalCloud.S3;

/// <summary>The rules for names of buckets (bucketnamingrules). They also keep a bucket's folder where it belongs.</summary>
internal static class BucketName
{
    /// <exception cref="AwsException">InvalidBucketName.</exception>
    public static void Check(string name)
    {
        if (!IsValid(name))
        {
            throw new AwsException(
                "InvalidBucketName", $"The specified bucket is not valid: {name}. A name has 3 to 63 lower-case letters, digits, hyphens and dots, and begins and ends with a letter or digit.");
        }
    }

    public static bool IsValid(string name) =>
        name.Length is >= 3 and <= 63
        && name.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '-' or '.')
        && char.IsAsciiLetterOrDigit(name[0]) && char.IsAsciiLetterOrDigit(name[^1])
        && !name.Contains("..", StringComparison.Ordinal);
}
