using AWSSDK.ServiceGenerator.Support;

namespace AWSSDK.ServiceGenerator.Model;

/// <summary>Which members page an operation: the token sent, the token received, and the lists the pages are made of.</summary>
internal sealed record Pages(string InputToken, string OutputToken, EquatableArray<string> Results)
{
    /// <summary>The last page gives back the token it was asked with, instead of none: logs may always grow.</summary>
    public bool EndsOnSameToken { get; init; }
}
