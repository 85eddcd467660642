using System.Text;
using LocalBatch.Execution;
using LocalBatch.Execution.Processes;

namespace LocalBatch.Tests.Execution;

public sealed class LineSplitterTests
{
    private readonly RecordedLogs _logs = new();
    private readonly LineSplitter _lines;

    public LineSplitterTests() => _lines = new(((IJobLogs)_logs).Open("group", "stream"));

    [Theory]
    [InlineData(new[] { "one\ntwo\n" }, new[] { "one", "two" })]
    [InlineData(new[] { "o", "ne\nt", "wo" }, new[] { "one", "two" })]
    [InlineData(new[] { "one", "\n", "\n\n", "two\n" }, new[] { "one", "two" })]
    [InlineData(new[] { "one\r\n" }, new[] { "one\r" })]
    [InlineData(new string[0], new string[0])]
    public void Lines_do_not_depend_on_how_the_output_was_read(string[] reads, string[] lines)
    {
        Feed(reads);

        Assert.Equal(lines, _logs.Lines("stream"));
    }

    [Fact]
    public void A_character_is_never_torn_where_a_long_line_is_cut()
    {
        Feed(new string('x', LineSplitter.MaxEventBytes - 1) + "€uro\n");

        Assert.Equal([new string('x', LineSplitter.MaxEventBytes - 1), "€uro"], _logs.Lines("stream"));
    }

    [Theory]
    [InlineData(10, 10, 10)]
    [InlineData(11, 10, 10)]
    [InlineData(3, 10, 3)]
    public void Plain_text_is_cut_at_the_limit(int length, int limit, int cut) =>
        Assert.Equal(cut, LineSplitter.Cut(Encoding.ASCII.GetBytes(new string('x', length)), limit));

    [Fact]
    public void What_is_no_UTF8_is_cut_at_the_limit_all_the_same() =>
        Assert.Equal(10, LineSplitter.Cut(Enumerable.Repeat((byte)0x80, 20).ToArray(), 10));

    private void Feed(params string[] reads)
    {
        foreach (var read in reads)
        {
            _lines.Feed(DateTimeOffset.UnixEpoch, Encoding.UTF8.GetBytes(read));
        }

        _lines.Finish(DateTimeOffset.UnixEpoch);
    }
}
