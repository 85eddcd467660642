using System.Globalization;
using System.Text.Json;

namespace BatchFunctions.Wire;

/// <summary>Writes times as AWS Batch has them, in milliseconds since 1970, and beside each the same for who reads it: ISO 8601, in UTC.</summary>
internal static class JsonTime
{
    private const string Suffix = "Iso";

    extension(Utf8JsonWriter writer)
    {
        /// <summary>Nothing where there is no time.</summary>
        public void WriteTime(string name, DateTimeOffset? at)
        {
            if (at is { } time)
            {
                writer.WriteNumber(name, time.ToUnixTimeMilliseconds());
                writer.WriteString(name + Suffix, time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            }
        }
    }
}
