using LocalCloud.Lambda;
using LocalCloud.Lineages;
using LocalCloud.Template;

namespace LocalCloud.Tests.Lineages;

public sealed class LineageTests
{
    private static readonly FunctionResource Work = Lambda.A.Function;

    [Fact]
    public void What_comes_from_outside_has_gone_through_nobody() =>
        Assert.Equal(("", 0), (Lineage.None.ToString(), Lineage.None.CountOf(Work.Name)));

    [Fact]
    public void Each_function_is_counted_for_itself()
    {
        var lineage = Lineage.None.Through("b").Through("a").Through("b");

        Assert.Equal((1, 2, 0), (lineage.CountOf("a"), lineage.CountOf("b"), lineage.CountOf("c")));
        Assert.Equal("a:1,b:2", lineage.ToString());
    }

    [Fact]
    public void The_sixteenth_invocation_is_made_and_the_seventeenth_is_not()
    {
        var fifteen = Enumerable.Repeat(Work.Name, 15).Aggregate(Lineage.None, (lineage, name) => lineage.Through(name));

        Assert.False(LoopGuard.Stops(Work, fifteen));
        Assert.True(LoopGuard.Stops(Work, fifteen.Through(Work.Name)));
    }

    [Fact]
    public void A_long_way_through_many_functions_is_no_loop()
    {
        var lineage = Enumerable.Range(0, 100).Aggregate(Lineage.None, (lineage, number) => lineage.Through($"f{number}"));

        Assert.False(LoopGuard.Stops(Work, lineage));
    }

    [Fact]
    public void Two_functions_that_call_each_other_are_a_loop_of_both()
    {
        var lineage = Enumerable.Range(0, 32).Aggregate(Lineage.None, (lineage, number) => lineage.Through(number % 2 == 0 ? Work.Name : "other"));

        Assert.True(LoopGuard.Stops(Work, lineage));
        Assert.True(lineage.IsLoopOf("other"));
    }

    [Fact]
    public void A_function_that_allows_loops_is_never_stopped() =>
        Assert.False(LoopGuard.Stops(Work with { AllowsLoops = true }, Lineage.Parse($"{Work.Name}:1000000")));

    [Fact]
    public void The_count_of_a_loop_that_is_allowed_does_not_turn_over() =>
        Assert.Equal(int.MaxValue, Lineage.Parse($"f:{int.MaxValue}").Through("f").CountOf("f"));

    [Fact]
    public void A_batch_has_the_highest_count_of_each_function() =>
        Assert.Equal("a:7,b:3,c:1", Lineage.Of([Lineage.Parse("a:7,b:2"), Lineage.Parse("b:3,c:1"), Lineage.None]).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("a:1")]
    [InlineData("Upper:2,lower-1_x:16")]
    public void A_lineage_is_read_as_it_was_written(string text) => Assert.Equal(text, Lineage.Parse(text).ToString());

    [Theory]
    [InlineData("a")]
    [InlineData("a:b")]
    [InlineData("a:-1")]
    public void What_is_no_lineage_is_refused(string text) => Assert.Throws<FormatException>(() => Lineage.Parse(text));

    [Fact]
    public void What_is_told_names_the_function_the_trigger_the_chain_and_what_to_do()
    {
        var reason = LoopGuard.Reason(Work, Lineage.Parse("local-Other:15,local-Work:16"), "arn:aws:s3:::box");

        Assert.Equal(
            "Work is in a loop: it has worked 16 times on what led to this event (local-Other:15,local-Work:16), which came from arn:aws:s3:::box, and is not invoked again. "
            + "Let it write elsewhere than where it is triggered from, or narrow the trigger's prefix or pattern; if the loop is meant, set RecursiveLoop: Allow on Work in the template",
            reason);
    }
}
