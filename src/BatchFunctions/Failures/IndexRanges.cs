using System.Globalization;
using System.Text;

namespace BatchFunctions.Failures;

/// <summary>Writes indices short, such as <c>0-3,7</c>: an array may have ten thousand children, and a record 400 KB.</summary>
internal static class IndexRanges
{
    public static string Write(IEnumerable<int> indices)
    {
        var text = new StringBuilder();
        int? first = null;
        var last = 0;
        foreach (var index in indices.Order())
        {
            if (first is not null && index != last + 1)
            {
                Append(text, first.Value, last);
                first = null;
            }

            first ??= index;
            last = index;
        }

        if (first is { } begin)
        {
            Append(text, begin, last);
        }

        return text.ToString();
    }

    public static IEnumerable<int> Read(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries).SelectMany(range =>
    {
        var ends = range.Split('-');
        var first = int.Parse(ends[0], NumberStyles.None, CultureInfo.InvariantCulture);

        return Enumerable.Range(first, int.Parse(ends[^1], NumberStyles.None, CultureInfo.InvariantCulture) - first + 1);
    });

    private static void Append(StringBuilder text, int first, int last)
    {
        text.Append(text.Length == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{first}");
        if (last > first)
        {
            text.Append(CultureInfo.InvariantCulture, $"-{last}");
        }
    }
}
