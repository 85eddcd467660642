namespace AWSSDK.ServiceRuntime.Json;

/// <summary>How a request departs from the model.</summary>
internal enum FindingKind
{
    /// <summary>A member that the structure does not have. AWS passes over it.</summary>
    UnknownMember,

    /// <summary>A value of another JSON kind than the model's.</summary>
    WrongType,

    /// <summary>A required member is absent or null.</summary>
    Required,

    /// <summary>A string, list or map is too short or too long.</summary>
    Length,

    /// <summary>A number is too small or too large.</summary>
    Range,

    /// <summary>A string is not one of the enum's values.</summary>
    Enum,
}

/// <param name="Kind">Which rule the request breaks.</param>
/// <param name="Path">Where, as <c>dependsOn[0].jobId</c>.</param>
/// <param name="Message">What is wrong and what would be right, to follow the path in a sentence.</param>
internal sealed record Finding(FindingKind Kind, string Path, string Message);
