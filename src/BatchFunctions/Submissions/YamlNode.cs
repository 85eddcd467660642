using BatchFunctions.Wire;

namespace BatchFunctions.Submissions;

/// <summary>A value of a YAML document.</summary>
internal abstract record YamlNode(Place Place)
{
    /// <param name="IsPlain">Without quotes: may be a number, a truth value or null.</param>
    internal sealed record Scalar(Place Place, string Text, bool IsPlain) : YamlNode(Place);

    internal sealed record Sequence(Place Place, IReadOnlyList<YamlNode> Entries) : YamlNode(Place);

    internal sealed record Mapping(Place Place, IReadOnlyList<KeyValuePair<Scalar, YamlNode>> Members) : YamlNode(Place);
}
