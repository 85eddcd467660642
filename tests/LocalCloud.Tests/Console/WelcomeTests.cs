using LocalBatch;
using LocalCloud.Console;

namespace LocalCloud.Tests.Console;

public sealed class WelcomeTests
{
    [Theory]
    [InlineData(0, 0, "Stopping.")]
    [InlineData(0, 1, "Stopping; 1 running job counts as one on a lost host.")]
    [InlineData(3, 2, "Stopping; 2 running jobs count as some on lost hosts, 3 that wait are taken up at the next start.")]
    [InlineData(1, 0, "Stopping; 1 that waits is taken up at the next start.")]
    public void Whoever_stops_hears_what_becomes_of_the_jobs(int waiting, int running, string line) =>
        Assert.Equal(line, Welcome.Stopping(new OpenJobs(waiting, running)));
}
