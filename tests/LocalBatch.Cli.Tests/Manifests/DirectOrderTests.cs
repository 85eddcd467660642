using BatchFunctions.Jobs;
using BatchFunctions.Manifests;
using LocalBatch.Cli.Manifests;

namespace LocalBatch.Cli.Tests.Manifests;

public sealed class DirectOrderTests
{
    [Fact]
    public void A_job_goes_with_the_ids_of_those_that_it_waits_for()
    {
        DirectOrder order = new([Job("first"), Job("second", new Dependency(null, "first", null, "N_TO_N"), new Dependency(null, null, "known", null))]);

        Assert.Equal(("first", """{"jobName":"first"}"""), order.Next());
        order.Take(new("first", "id-1", null));

        Assert.Equal(("second", """{"jobName":"second","dependsOn":[{"jobId":"id-1","type":"N_TO_N"},{"jobId":"known"}]}"""), order.Next());
        order.Take(new("second", "id-2", null));
        Assert.Null(order.Next());
    }

    [Fact]
    public void The_same_job_is_next_until_it_is_said_what_became_of_it()
    {
        DirectOrder order = new([Job("only")]);

        Assert.Equal(order.Next(), order.Next());
        Assert.Empty(order.Submitted);
    }

    [Fact]
    public void What_waits_for_a_refused_job_is_never_sent_and_others_are()
    {
        DirectOrder order = new([Job("bad"), Job("after", new Dependency(null, "bad", null, null)), Job("after-that", new Dependency(null, "after", null, null)), Job("other")]);
        order.Next();
        order.Take(new("bad", null, "no such queue"));

        Assert.Equal("other", order.Next()?.JobName);
        Assert.Equal(
            [("bad", "no such queue"), ("after", "It depends on 'bad', which was refused."), ("after-that", "It depends on 'after', which was refused.")],
            order.Submitted.Select(job => (job.JobName, job.Error ?? "")));
    }

    private static PlannedJob Job(string name, params Dependency[] dependencies) => new(
        0,
        "",
        new JobRequest { Token = "", Body = "", JobName = name, JobQueue = "q", JobDefinition = "d", DependsOn = dependencies },
        () => $$"""{"jobName":"{{name}}"}""");
}
