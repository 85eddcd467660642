using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace LocalCloud.Template;

/// <summary>The parser's events. Where its scanner trips over what is no YAML, that is told as every other mistake, with its line.</summary>
internal sealed class TemplateEvents(IParser parser) : IParser
{
    public ParsingEvent? Current => parser.Current;

    /// <exception cref="YamlException">The text is not YAML.</exception>
    public bool MoveNext()
    {
        var last = parser.Current?.End ?? Mark.Empty;
        try
        {
            return parser.MoveNext();
        }
        // Seen of YamlDotNet 18.1 on spoiled input: a stack that is empty, an escape that is no character, a number too long.
        catch (Exception tripped) when (tripped is InvalidOperationException or ArgumentException or OverflowException or FormatException or IndexOutOfRangeException)
        {
            throw new YamlException(last, last, "The text after this place is not YAML.", tripped);
        }
    }
}
