namespace Support.Fuzz;

/// <summary>Texts that have broken programs before: paths that climb, halves of characters, quotes of every language.</summary>
public static class HostileText
{
    private static readonly string[] Known =
    [
        "", " ", "\t", "\0", "a\0b", "\n", "a\r\nX-Injected: yes", "\u001b[2J\u001b]0;owned\u0007", "\u0001", "\u007f", "\u0085", "\u2028", "\ufeff", "\uffff",
        ".", "..", "../", "../../../../etc/passwd", "/etc/passwd", "//", "a//b", "./a", "a/./b", "%2e%2e%2f", "%252e%252e%252f", "..%5c..%5c", "%00", "%", "%zz", "~", "C:\\",
        "'", "\"", "\\", "`id`", "$(id)", "${AWS_SECRET_ACCESS_KEY}", "Ref::x", ";--", "' OR '1'='1", "{{7*7}}", "<script>", "]]>", "<!DOCTYPE a>", "&lt;", "#", "JOB#x", "INTENT#x",
        "\ud800", "\udc00", "a\ud83d", "😀", "é", "e\u0301", "ß", "İ", "ｱ", "\u202egnp", "null", "true", "NaN", "Infinity", "-0", "1e999", "0x10", "007",
        "9223372036854775807", "9223372036854775808", "-9223372036854775809", "2147483648", "-1", "0.1", "1e-400", "0001-01-01", "9999-12-31T23:59:59Z", "99991231T235959Z", "999999999999999",
        "arn:aws:batch:us-east-1:123456789012:job-queue/q", "arn:aws:batch", "arn::::::", ":::", "q:1", "q:-1", "a:b:c", "=1+1", "@SUM(A1)", "*", "?", "[", "((((((((((a+)+)+)+", "constructor", "__proto__",
    ];

    public static string Next(FuzzRandom random) => random.Next(12) switch
    {
        0 => new string(random.Of('a', '/', '.', '%', '\0', 'é', '"', '\\', '\n', '*'), random.Of(100, 256, 257, 1_024, 1_025, 5_000)),
        1 => Characters(random),
        2 => string.Concat(Next(random), Next(random)),
        _ => random.Of(Known),
    };

    /// <summary>A text that HTTP can carry in a header or, percent-encoded, in a path.</summary>
    public static string Printable(FuzzRandom random) => string.Concat(Next(random).Where(character => character is >= ' ' and < '\u007f').Take(2_000));

    private static string Characters(FuzzRandom random)
    {
        var text = new char[random.Next(20)];
        for (var index = 0; index < text.Length; index++)
        {
            text[index] = (char)random.Next(random.Of(0x80, 0x800, 0x10000));
        }

        return new(text);
    }
}
