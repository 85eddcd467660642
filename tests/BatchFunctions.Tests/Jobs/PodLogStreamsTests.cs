using Amazon.Batch.Model;
using BatchFunctions.Jobs;

namespace BatchFunctions.Tests.Jobs;

/// <summary>Where the output of a pod's containers is read, for which AWS Batch names no streams.</summary>
public sealed class PodLogStreamsTests
{
    private static readonly EksPropertiesDetail Properties = new()
    {
        PodProperties = new() { PodName = "aws-batch.2", InitContainers = [new() { Name = "init" }], Containers = [new() { Name = "main" }, new() { Name = "side" }] },
    };

    [Theory]
    [InlineData("main", new[] { "aws-batch.1.main", "aws-batch.2.main" })]
    [InlineData("init", new[] { "aws-batch.1.init", "aws-batch.2.init" })]
    [InlineData("nobody", new string?[] { null, null })]
    public void Each_container_of_each_attempt_has_a_stream_by_pod_and_name(string container, string?[] streams) =>
        Assert.Equal(streams, LogStreams.Of(null, Job(ended: 2), container));

    [Fact]
    public void Without_a_name_it_is_that_of_the_container_that_decided() =>
        Assert.Equal(["aws-batch.1.side", "aws-batch.2.side"], LogStreams.Of(null, Job(ended: 2)));

    [Fact]
    public void Of_a_pod_that_has_succeeded_it_is_that_of_the_first_container_rather_than_what_prepared_it() =>
        Assert.Equal(["aws-batch.1.main"], LogStreams.Of(null, Job(ended: 2, side: 0)).Take(1));

    [Fact]
    public void A_container_that_the_pod_does_not_have_is_told_with_those_it_has()
    {
        Assert.Equal("its containers are main, side, init", LogStreams.Unknown(null, Job(ended: 1), "nobody"));
        Assert.Null(LogStreams.Unknown(null, Job(ended: 1), "init"));
        Assert.Equal("it has one only, so leave ?container out", LogStreams.Unknown(null, new() { Container = new() }, "nobody"));
        Assert.Null(LogStreams.Unknown(null, null, "nobody"));
    }

    [Fact]
    public void The_attempt_that_runs_is_the_last() =>
        Assert.Equal(["aws-batch.1.main", "aws-batch.2.main"], LogStreams.Of(null, Job(ended: 1), "main"));

    private static JobDetail Job(int ended, int side = 4) => new()
    {
        EksProperties = Properties,
        EksAttempts = [.. Enumerable.Range(1, ended).Select(number => new EksAttemptDetail
        {
            PodName = $"aws-batch.{number}",
            InitContainers = [new() { Name = "init", ExitCode = 0 }],
            Containers = [new() { Name = "main", ExitCode = 0 }, new() { Name = "side", ExitCode = side }],
        })],
    };
}
