using System.Globalization;
using System.Text;
using System.Text.Json;

namespace AWSSDK.ServiceRuntime.Json;

/// <summary>Names places in a JSON body as <c>dependsOn[0].jobId</c>.</summary>
internal static class JsonPath
{
    /// <summary>The path of the value whose first byte is at <paramref name="offset"/>; empty for the body itself.</summary>
    /// <remarks>Walks the body a second time, so that reading pays nothing for paths as long as there is nothing to say.</remarks>
    public static string At(ReadOnlySpan<byte> body, long offset)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = 1000 });
        var levels = new Stack<Level>();
        while (reader.Read() && reader.TokenStartIndex <= offset)
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.PropertyName:
                    // Lenient: a name that is not Unicode must be nameable too.
                    levels.Peek().Member = reader.ValueIsEscaped ? Unescape(ref reader) : Encoding.UTF8.GetString(reader.ValueSpan);
                    continue;
                case JsonTokenType.EndObject or JsonTokenType.EndArray:
                    levels.Pop();
                    continue;
            }

            if (levels.TryPeek(out var level) && level.IsList)
            {
                level.Index++;
            }

            if (reader.TokenStartIndex == offset)
            {
                break;
            }

            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                levels.Push(new Level(reader.TokenType == JsonTokenType.StartArray));
            }
        }

        return Join(levels.Reverse());
    }

    private static string Unescape(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return Encoding.UTF8.GetString(reader.ValueSpan);
        }
    }

    private static string Join(IEnumerable<Level> levels)
    {
        var path = new StringBuilder();
        foreach (var level in levels)
        {
            if (level.IsList)
            {
                path.Append(CultureInfo.InvariantCulture, $"[{level.Index}]");
            }
            else
            {
                path.Append(path.Length == 0 ? "" : ".").Append(level.Member);
            }
        }

        return path.ToString();
    }

    private sealed class Level(bool isList)
    {
        public bool IsList { get; } = isList;

        public int Index { get; set; } = -1;

        public string? Member { get; set; }
    }
}
