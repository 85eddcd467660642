using System.Buffers;
using System.Globalization;
using System.Text;

namespace Amazon.Lambda.RuntimeSupport.Logging;

/// <summary>A line of text: time, request id, level and message, separated by tabs.</summary>
internal static class TextLogLine
{
    public static void Write(LogLine line, IBufferWriter<byte> output)
    {
        var text = new StringBuilder()
            .Append(line.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture)).Append('\t')
            .Append(line.Invocation?.RequestId).Append('\t')
            .Append(LogLevels.Short(line.Level)).Append('\t')
            .Append(MessageTemplate.Parse(line.Message, line.Arguments).Text);
        if (line.Exception is not null)
        {
            text.Append(line.Message.Length > 0 ? "\n" : "").Append(line.Exception);
        }

        Encoding.UTF8.GetBytes(text.Append('\n').ToString(), output);
    }
}
