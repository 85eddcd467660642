using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace BatchFunctions.Submissions;

/// <summary>The one document that a manifest is.</summary>
internal static class YamlDocument
{
    /// <param name="read">Reads its only node.</param>
    /// <exception cref="YamlException">The text is not YAML, or more than one document.</exception>
    public static void Read(IParser parser, Action read)
    {
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out var end))
        {
            throw new YamlException(end.Start, end.End, "The file is empty.");
        }

        parser.Consume<DocumentStart>();
        read();
        parser.Consume<DocumentEnd>();
        if (parser.Accept<DocumentStart>(out var second))
        {
            throw new YamlException(second.Start, second.End, "A manifest is one document; here a second one begins.");
        }
    }
}
