using System.Text;
using System.Text.Json;

namespace LocalCloud.Events;

/// <summary>What a target of a rule gets: the event, a part of it, something made of it, or something else.</summary>
internal static class TargetInput
{
    public static ReadOnlyMemory<byte> Of(EventTargetSettings target, ReadOnlyMemory<byte> json, JsonElement root, string ruleArn, string ruleName, DateTimeOffset receivedAt) => target switch
    {
        { Input: { } input } => Encoding.UTF8.GetBytes(input),
        { Transformer: { } transformer } => transformer.Apply(root, ruleArn, ruleName, receivedAt),
        { InputPath: { } path } when JsonPath.Parse(path) is { Count: > 0 } steps => Encoding.UTF8.GetBytes(JsonPath.Find(root, steps)?.GetRawText() ?? "null"),
        _ => json,
    };
}
