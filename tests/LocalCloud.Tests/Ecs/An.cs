using LocalBatch.Execution;

namespace LocalCloud.Tests.Ecs;

/// <summary>Values with defaults, so that a test shows only what matters to it.</summary>
internal static class An
{
    public static Attempt Attempt { get; } = new()
    {
        TaskId = "0123456789abcdef0123456789abcdef",
        JobId = "11111111-2222-3333-4444-555555555555",
        Number = 1,
        Image = "busybox:1.37",
        Command = ["true"],
        Environment = new Dictionary<string, string>(),
        Vcpus = 0.25m,
        MemoryMiB = 512,
        LogGroup = "/aws/batch/job",
        LogStreamName = "work/default/0123456789abcdef0123456789abcdef",
        Grace = TimeSpan.FromSeconds(30),
        Task = EcsTask,
    };

    public static EcsTask EcsTask => new()
    {
        TaskArn = "arn:aws:ecs:us-east-1:123456789012:task/cluster/0123456789abcdef0123456789abcdef",
        ClusterArn = "arn:aws:ecs:us-east-1:123456789012:cluster/cluster",
        Family = "work",
        Revision = 3,
        IsFargate = true,
        Vcpus = 0.25m,
        MemoryMiB = 512,
    };
}
