using System.Text.Json;
using Amazon;

namespace AWSSDK.ServiceRuntime.Json;

/// <summary>What the generated writers need beyond <see cref="Utf8JsonWriter"/>: members that are left out when not set.</summary>
internal static class ShapeWriter
{
    extension(Utf8JsonWriter writer)
    {
        public void Text(ReadOnlySpan<byte> name, string? value)
        {
            if (value is not null)
            {
                writer.WriteString(name, value);
            }
        }

        public void Boolean(ReadOnlySpan<byte> name, bool? value)
        {
            if (value is { } set)
            {
                writer.WriteBoolean(name, set);
            }
        }

        public void Integer(ReadOnlySpan<byte> name, int? value)
        {
            if (value is { } set)
            {
                writer.WriteNumber(name, set);
            }
        }

        public void Long(ReadOnlySpan<byte> name, long? value)
        {
            if (value is { } set)
            {
                writer.WriteNumber(name, set);
            }
        }

        public void Double(ReadOnlySpan<byte> name, double? value)
        {
            if (value is { } set)
            {
                writer.WritePropertyName(name);
                DoubleValue(writer, set);
            }
        }

        public void Float(ReadOnlySpan<byte> name, float? value)
        {
            if (value is { } set)
            {
                writer.WritePropertyName(name);
                FloatValue(writer, set);
            }
        }

        public void TimestampSeconds(ReadOnlySpan<byte> name, DateTime? value)
        {
            if (value is { } set)
            {
                writer.WriteNumber(name, Milliseconds(set) / 1000m);
            }
        }

        public void TimestampMilliseconds(ReadOnlySpan<byte> name, DateTime? value)
        {
            if (value is { } set)
            {
                writer.WriteNumber(name, Milliseconds(set));
            }
        }

        public void Structure<T>(ReadOnlySpan<byte> name, T? value, Action<Utf8JsonWriter, T> write)
            where T : class
        {
            if (value is not null)
            {
                writer.WritePropertyName(name);
                write(writer, value);
            }
        }

        public void List<T>(ReadOnlySpan<byte> name, List<T>? value, Action<Utf8JsonWriter, T> write)
        {
            if (value is not null && IsSet(value.Count))
            {
                writer.WritePropertyName(name);
                ListValue(writer, value, write);
            }
        }

        public void Map<T>(ReadOnlySpan<byte> name, Dictionary<string, T>? value, Action<Utf8JsonWriter, T> write)
        {
            if (value is not null && IsSet(value.Count))
            {
                writer.WritePropertyName(name);
                MapValue(writer, value, write);
            }
        }
    }

    public static void TextValue(Utf8JsonWriter writer, string value) => writer.WriteStringValue(value);

    public static void BooleanValue(Utf8JsonWriter writer, bool value) => writer.WriteBooleanValue(value);

    public static void IntegerValue(Utf8JsonWriter writer, int value) => writer.WriteNumberValue(value);

    public static void LongValue(Utf8JsonWriter writer, long value) => writer.WriteNumberValue(value);

    public static void DoubleValue(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteStringValue(NotFinite(value));
        }
    }

    public static void FloatValue(Utf8JsonWriter writer, float value)
    {
        if (float.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteStringValue(NotFinite(value));
        }
    }

    public static void ListValue<T>(Utf8JsonWriter writer, List<T> list, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray();
        foreach (var element in list)
        {
            write(writer, element);
        }

        writer.WriteEndArray();
    }

    public static void MapValue<T>(Utf8JsonWriter writer, Dictionary<string, T> map, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartObject();
        foreach (var (key, value) in map)
        {
            writer.WritePropertyName(key);
            write(writer, value);
        }

        writer.WriteEndObject();
    }

    /// <summary>With <see cref="AWSConfigs.InitializeCollections"/> an empty collection cannot be told from one never set.</summary>
    private static bool IsSet(int count) => count > 0 || !AWSConfigs.InitializeCollections;

    private static string NotFinite(double value) => double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";

    private static long Milliseconds(DateTime time) =>
        (long)Math.Floor((time.ToUniversalTime() - DateTime.UnixEpoch).TotalMilliseconds);
}
