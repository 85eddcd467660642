namespace AWSSDK.ServiceGenerator.Model;

internal enum MemberLocation
{
    Body,
    Path,
    Query,
}

/// <summary>A member of a structure.</summary>
/// <param name="Name">As on the wire.</param>
/// <param name="Shape">Name of its shape.</param>
internal sealed record Member(string Name, string Shape)
{
    public bool Required { get; init; }

    public MemberLocation Location { get; init; }

    /// <summary>The label in the path or the parameter in the query.</summary>
    public string LocationName { get; init; } = "";

    /// <summary>The client fills it in when the caller does not.</summary>
    public bool IsIdempotencyToken { get; init; }

    /// <summary>Why the member should not be used any more; <c>null</c> if it may.</summary>
    public string? Deprecated { get; init; }

    /// <summary>The .NET property's name.</summary>
    public string Property => Naming.Pascal(Name);
}
