using LocalCloud.Gateway;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace LocalCloud.Tests.Gateway;

public sealed class RefusalsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecordingLoggers _log = new();
    private readonly Refusals _refusals;

    public RefusalsTests() => _refusals = new(_time, _log.CreateLogger<Gate>());

    public void Dispose() => _log.Dispose();

    [Fact]
    public void Who_knocks_without_end_gets_a_few_lines_and_a_sum_a_minute()
    {
        Knock(3_000, SignatureFault.Missing);
        Assert.Equal(5, _log.Lines.Count);

        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal("Warning: 2995 more requests were not let in within a minute (Missing)", _log.Lines.Last());
        Assert.Equal(6, _log.Lines.Count);
    }

    [Fact]
    public void A_refusal_now_and_then_is_told_with_its_reason_each_time()
    {
        for (var minute = 0; minute < 10; minute++)
        {
            Knock(2, SignatureFault.Expired);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal(20, _log.Lines.Count);
        Assert.All(_log.Lines, line => Assert.EndsWith("was not let in (Expired): the reason", line, StringComparison.Ordinal));
    }

    [Fact]
    public void One_kind_hides_no_other()
    {
        Knock(100, SignatureFault.Missing);
        Knock(1, SignatureFault.Skewed);

        Assert.Contains("(Skewed): the reason", _log.Lines.Last(), StringComparison.Ordinal);
    }

    private void Knock(int times, SignatureFault fault)
    {
        for (var request = 0; request < times; request++)
        {
            _refusals.Tell($"request-{request}", fault, "the reason");
        }
    }
}
