using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace BatchFunctions.DynamoDb;

/// <summary>Values to attributes and back; a missing attribute reads as <c>null</c>.</summary>
internal static class Attribute
{
    public static AttributeValue Text(string value) => new() { S = value };

    public static AttributeValue? TextOrNull(string? value) => value is null ? null : Text(value);

    public static AttributeValue Number(long value) => new() { N = value.ToString(CultureInfo.InvariantCulture) };

    public static AttributeValue? NumberOrNull(long? value) => value is { } number ? Number(number) : null;

    public static AttributeValue Flag(bool value) => new() { BOOL = value };

    /// <summary>Milliseconds since 1970, as AWS Batch writes its times.</summary>
    public static AttributeValue Time(DateTimeOffset value) => Number(value.ToUnixTimeMilliseconds());

    public static AttributeValue? TimeOrNull(DateTimeOffset? value) => value is { } time ? Time(time) : null;

    extension(Dictionary<string, AttributeValue> item)
    {
        public string Required(string name) =>
            item.TextOf(name) ?? throw new InvalidDataException($"The item {item.TextOf(Table.PartitionKey)} has no '{name}'.");

        public string? TextOf(string name) => item.GetValueOrDefault(name)?.S;

        public long? NumberOf(string name) =>
            item.GetValueOrDefault(name)?.N is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;

        public int? IntOf(string name) => (int?)item.NumberOf(name);

        public bool FlagOf(string name) => item.GetValueOrDefault(name)?.BOOL ?? false;

        public DateTimeOffset? TimeOf(string name) =>
            item.NumberOf(name) is { } milliseconds ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : null;

        public DateTimeOffset RequiredTime(string name) =>
            item.TimeOf(name) ?? throw new InvalidDataException($"The item {item.TextOf(Table.PartitionKey)} has no '{name}'.");

        public IReadOnlyList<T> ListOf<T>(string name, Func<Dictionary<string, AttributeValue>, T> read) =>
            item.GetValueOrDefault(name)?.L is { } list ? [.. list.Select(entry => read(entry.M))] : [];

        /// <summary>Adds the attribute unless the value is missing; DynamoDB has no use for nulls here.</summary>
        public void AddIfPresent(string name, AttributeValue? value)
        {
            if (value is not null)
            {
                item.Add(name, value);
            }
        }
    }
}
