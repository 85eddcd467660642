using System.Text.Json;
using LocalCloud.Console;
using Microsoft.Extensions.Time.Testing;

namespace LocalCloud.Tests.Console;

public sealed class IntakeNewsTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly IntakeNews _news;

    public IntakeNewsTests() => _news = new("big.csv", _time.GetUtcNow(), TimeSpan.FromSeconds(5));

    [Fact]
    public void A_manifest_that_is_through_in_a_moment_is_told_nothing_of() => Assert.Null(After(1.9, null));

    [Fact]
    public void While_it_is_read_the_time_is_told_and_then_how_many_jobs_are_submitted() => Assert.Equal(
        ["Reading big.csv: 2 s so far", "Taking in big.csv: 120 of 500 jobs submitted", "Taking in big.csv: 300 of 500 jobs submitted, 2 refused"],
        [After(2, null), After(5, new(500, 120, 0)), After(5, new(500, 300, 2))]);

    [Fact]
    public void Between_two_lines_there_is_the_pause()
    {
        After(2, null);

        Assert.Null(After(4.9, new(500, 1, 0)));
        Assert.Equal("Taking in big.csv: 2 of 500 jobs submitted", After(0.1, new(500, 2, 0)));
    }

    [Fact]
    public void What_was_known_before_a_look_that_failed_is_still_known()
    {
        After(2, new(500, 120, 0));

        Assert.Equal("Taking in big.csv: 120 of 500 jobs submitted", After(5, null));
    }

    [Fact]
    public void Who_has_had_enough_hears_what_is_submitted_and_what_becomes_of_the_rest()
    {
        Assert.Equal("Interrupted before big.csv was read: none of its jobs is known to be submitted. They go on.", _news.Interrupted("They go on."));
        After(1, new(500, 120, 3));

        Assert.Equal("Interrupted while big.csv was taken in: 120 of 500 jobs submitted, 3 refused, 377 not yet. They go on.", _news.Interrupted("They go on."));
    }

    [Fact]
    public void The_functions_answer_tells_how_far_it_is()
    {
        using var answer = JsonDocument.Parse("""{"total":500,"submitted":120,"refused":3}""");

        Assert.Equal(new(500, 120, 3), IntakeStand.Of(answer.RootElement));
    }

    private string? After(double seconds, IntakeStand? stand)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));

        return _news.Look(stand, _time.GetUtcNow());
    }
}
