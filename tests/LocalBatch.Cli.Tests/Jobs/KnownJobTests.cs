using System.Text.Json;
using LocalBatch.Cli.Jobs;

namespace LocalBatch.Cli.Tests.Jobs;

public sealed class KnownJobTests
{
    [Fact]
    public void A_job_of_one_container_has_one_stream_without_a_name() =>
        Assert.Equal([(null, "hello/default/1")], Job("""{"container":{"logStreamName":"hello/default/1"}}""").Streams);

    [Fact]
    public void A_task_of_several_containers_has_a_stream_for_each() => Assert.Equal(
        [("main", "d/main/1"), ("side", "d/side/1")],
        Job("""{"ecsProperties":{"taskProperties":[{"containers":[{"name":"main","logStreamName":"d/main/1"},{"name":"side","logStreamName":"d/side/1"},{"name":"never"}]}]}}""").Streams);

    [Fact]
    public void A_pod_has_those_of_its_init_containers_first() => Assert.Equal(
        ["first", "main"],
        Job("""{"eksProperties":{"podProperties":{"initContainers":[{"name":"first","logStreamName":"p/1"}],"containers":[{"name":"main","logStreamName":"p/2"}]}}}""").Streams.Select(stream => stream.Container));

    [Fact]
    public void A_job_that_has_not_started_has_none() => Assert.Empty(Job("""{"status":"RUNNABLE","container":{"image":"busybox"}}""").Streams);

    [Theory]
    [InlineData("SUCCEEDED", true)]
    [InlineData("FAILED", true)]
    [InlineData("RUNNING", false)]
    public void It_is_over_in_a_terminal_status_only(string status, bool isOver) => Assert.Equal(isOver, Job($$"""{"status":"{{status}}"}""").IsOver);

    private static KnownJob Job(string json)
    {
        using var document = JsonDocument.Parse(json);

        return new(document.RootElement.Clone());
    }
}
