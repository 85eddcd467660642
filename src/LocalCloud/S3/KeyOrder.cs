namespace LocalCloud.S3;

/// <summary>S3 lists keys by their bytes in UTF-8. That is the order of code points, not of UTF-16.</summary>
internal sealed class KeyOrder : IComparer<string>
{
    public static KeyOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        var (left, right) = (x ?? "", y ?? "");
        for (var index = 0; index < left.Length && index < right.Length; index++)
        {
            if (left[index] != right[index])
            {
                return Weight(left[index]) - Weight(right[index]);
            }
        }

        return left.Length - right.Length;
    }

    // Surrogates stand for code points above all others, yet their numbers are lower than those of U+E000 to U+FFFF.
    private static int Weight(char character) => char.IsSurrogate(character) ? character + 0x10000 : character;
}
