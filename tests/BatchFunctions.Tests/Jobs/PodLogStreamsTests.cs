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
    public void The_attempt_that_runs_is_the_last() =>
        Assert.Equal(["aws-batch.1.main", "aws-batch.2.main"], LogStreams.Of(null, Job(ended: 1), "main"));

    private static JobDetail Job(int ended) => new()
    {
        EksProperties = Properties,
        EksAttempts = [.. Enumerable.Range(1, ended).Select(number => new EksAttemptDetail
        {
            PodName = $"aws-batch.{number}",
            InitContainers = [new() { Name = "init", ExitCode = 0 }],
            Containers = [new() { Name = "main", ExitCode = 0 }, new() { Name = "side", ExitCode = 4 }],
        })],
    };
}
