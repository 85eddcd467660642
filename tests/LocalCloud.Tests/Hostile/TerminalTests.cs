using LocalCloud.Console;
using Microsoft.Extensions.Logging;
using Support.Fuzz;

namespace LocalCloud.Tests.Hostile;

/// <summary>Text of others neither commands the operator's terminal nor looks like a line of ours.</summary>
public sealed class TerminalTests : IDisposable
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _error = new();

    private Screen Screen => new(_output, _error);

    public void Dispose()
    {
        _output.Dispose();
        _error.Dispose();
    }

    [Theory]
    [InlineData("plain text, ünïcødé ✓ 😀 \t tab", "plain text, ünïcødé ✓ 😀 \t tab")]
    [InlineData("family 👨\u200d👩\u200d👧", "family 👨\u200d👩\u200d👧")]
    [InlineData("\u001b[2J", @"\u001b[2J")]
    [InlineData("\u001b]52;c;aGk=\u0007", @"\u001b]52;c;aGk=\u0007")]
    [InlineData("a\rb\nc", @"a\u000db\u000ac")]
    [InlineData("\u009b31m\u0085", @"\u009b31m\u0085")]
    [InlineData("\u202egnp.exe", @"\u202egnp.exe")]
    [InlineData("\u2028\u2029", @"\u2028\u2029")]
    [InlineData("\ufeff\u00ad", @"\ufeff\u00ad")]
    [InlineData("\U000e0041", @"\U000e0041")]
    public void What_is_no_visible_character_is_written_out(string text, string shown) => Assert.Equal(shown, TerminalText.Of(text));

    [Fact]
    public void Whatever_is_printed_is_one_line_of_visible_characters() => Law.Holds(2_000, random =>
    {
        var shown = TerminalText.Of(HostileText.Next(random));

        Assert.DoesNotContain(shown, character => char.IsControl(character) && character != '\t');
        Assert.Equal(shown, TerminalText.Of(shown));
    });

    [Fact]
    public void A_line_of_a_job_cannot_forge_another()
    {
        Screen.Line("job | hello\nAll 9 succeeded.");
        Screen.Error("bad.json(1,1): \r\nAll 9 succeeded.");

        Assert.Equal(@"job | hello\u000aAll 9 succeeded." + "\n", _output.ToString());
        Assert.Equal(@"bad.json(1,1): \u000d\u000aAll 9 succeeded." + "\n", _error.ToString());
    }

    [Fact]
    public void Lines_of_an_exception_are_escaped_one_by_one_and_none_stands_at_the_beginning_of_a_line()
    {
        Screen.ErrorLines("The local stack failed: \u001b[2J\nAll 9 succeeded.\n   at Stack()");

        Assert.Equal(@"The local stack failed: \u001b[2J" + "\n  All 9 succeeded.\n     at Stack()\n", _error.ToString());
    }

    [Fact]
    public void What_waits_while_a_table_is_drawn_is_escaped_once()
    {
        var screen = Screen;
        using (screen.Hold())
        {
            screen.Line("\u001b[2J");
        }

        Assert.Equal(@"\u001b[2J" + "\n", _output.ToString());
    }

    [Fact]
    public void A_logged_message_and_its_exception_are_escaped()
    {
        new ScreenLoggers(Screen, LogLevel.Warning).CreateLogger("a.Source").LogMessage("\u001b]0;owned\u0007", new InvalidOperationException("x\u001b[2J\nAll 9 succeeded."));

        Assert.StartsWith(@"warning Source: \u001b]0;owned\u0007", _error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(_error.ToString(), character => char.IsControl(character) && character != '\n');
        Assert.DoesNotContain("\nAll", _error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Raw_lines_are_printed_as_they_are()
    {
        Screen.Raw("\u001b[32mgreen\u001b[0m");

        Assert.Equal("\u001b[32mgreen\u001b[0m\n", _output.ToString());
    }
}

internal static partial class TerminalTestsLog
{
    [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "{Text}")]
    public static partial void LogMessage(this ILogger log, string text, Exception exception);
}
