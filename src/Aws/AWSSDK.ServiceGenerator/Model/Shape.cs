using AWSSDK.ServiceGenerator.Support;

namespace AWSSDK.ServiceGenerator.Model;

internal enum ShapeKind
{
    Structure,
    List,
    Map,
    Text,
    Integer,
    Long,
    Float,
    Double,
    Boolean,

    /// <summary>Seconds since 1970 with a fraction.</summary>
    TimestampSeconds,

    /// <summary>Milliseconds since 1970, which the official .NET package gives as a time.</summary>
    TimestampMilliseconds,
}

/// <summary>A type of the service's model.</summary>
internal sealed record Shape(string Name, ShapeKind Kind)
{
    /// <summary>The members of a structure, in the model's order.</summary>
    public EquatableArray<Member> Members { get; init; }

    /// <summary>The values of an enum; empty for any other string.</summary>
    public EquatableArray<string> Values { get; init; }

    /// <summary>The shape of a list's elements or of a map's values.</summary>
    public string Element { get; init; } = "";

    /// <summary>The shape of a map's keys.</summary>
    public string Key { get; init; } = "";

    /// <summary>The least length, count or number; <c>null</c> for no limit.</summary>
    public double? Min { get; init; }

    public double? Max { get; init; }

    public bool IsException { get; init; }

    public bool IsEnum => Values.Count > 0;
}
