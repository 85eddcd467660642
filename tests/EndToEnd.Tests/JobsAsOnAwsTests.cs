using Amazon.Batch;
using Amazon.Batch.Model;
using LocalCloud.Stack;

namespace EndToEnd.Tests;

/// <summary>How jobs start, are stopped and end, through the AWS API of a stack that was started with options about them.</summary>
public sealed class JobsAsOnAwsTests(StateFolders folders) : IClassFixture<StateFolders>
{
    [Fact]
    public async Task A_job_is_stopped_mounted_and_given_secrets_as_its_definition_says()
    {
        var secrets = folders.New("secrets");
        await File.WriteAllTextAsync(secrets, "db=open sesame\n", Cancellation);
        await using var stack = await LocalCloudProcess.Start(folders.New("stack"), path: null, "--no-template", "--secrets", secrets, "--stop-timeout", "1").ReadyAsync();
        using var batch = StackFixture.Batch(stack);
        await BatchSetup.QueueAsync(batch, stack);

        var deaf = await SubmitAsync(batch, ["sleep", "300"]);
        var init = await SubmitAsync(batch, ["sleep", "300"], properties => properties.LinuxParameters = new() { InitProcessEnabled = true });
        foreach (var (id, exitCode) in ((string, int)[])[(deaf, 137), (init, 143)])
        {
            await BatchSetup.StatusAsync(batch, stack, id, "RUNNING");
            await batch.TerminateJobAsync(new() { JobId = id, Reason = "enough" }, Cancellation);
            Assert.Equal(exitCode, (await BatchSetup.StatusAsync(batch, stack, id, "FAILED")).Container.ExitCode);
        }

        var writer = await SubmitAsync(batch, ["sh", "-c", "echo \"$WORD\" >/efs/word"], Shared);
        await BatchSetup.StatusAsync(batch, stack, writer, "SUCCEEDED");
        var reader = await SubmitAsync(batch, ["sh", "-c", "[ \"$(cat /efs/word)\" = 'open sesame' ] && [ ! -e /elsewhere ]"], Shared);
        await BatchSetup.StatusAsync(batch, stack, reader, "SUCCEEDED");
        var lost = await SubmitAsync(batch, ["true"], properties =>
        {
            Shared(properties);
            properties.Secrets[0].ValueFrom = "arn:aws:secretsmanager:us-east-1:123456789012:secret:other";
        });
        var failed = await BatchSetup.StatusAsync(batch, stack, lost, "FAILED");
        Assert.StartsWith("ResourceInitializationError: unable to pull secrets", failed.Container.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("open sesame", stack.Output, StringComparison.Ordinal);
        Assert.Equal(0, await stack.StopAsync());
    }

    [Fact]
    public async Task Started_as_root_the_stack_says_so_and_jobs_run_as_nobody_with_and_without_isolation()
    {
        Assert.SkipUnless(Environment.UserName == "root", "only root may choose");
        foreach (var more in (string[][])[[], ["--isolate"]])
        {
            var state = folders.New("nobody" + more.Length);
            await using var stack = await LocalCloudProcess.Start(state, path: null, ["--no-template", "--job-user", "nobody", "--job-files", "77", .. more]).ReadyAsync();
            Assert.Contains("Started as root: jobs run as nobody.", stack.Output, StringComparison.Ordinal);
            using var batch = StackFixture.Batch(stack);
            await BatchSetup.QueueAsync(batch, stack);

            var job = await SubmitAsync(batch, ["sh", "-c", $"[ $(id -u) = 65534 ] && [ $(ulimit -n) = 77 ] && touch mine && ! ls {state} && ! cat $HOME/../live && ! touch /usr/x"]);

            await BatchSetup.StatusAsync(batch, stack, job, "SUCCEEDED");
            Assert.Equal(0, await stack.StopAsync());
            Directory.Delete(JobFolder.Prepare(state), recursive: true);
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static void Shared(ContainerProperties properties)
    {
        properties.ExecutionRoleArn = "arn:aws:iam::123456789012:role/execution";
        properties.Volumes = [new() { Name = "files", EfsVolumeConfiguration = new() { FileSystemId = "fs-12345678", RootDirectory = "/" } }];
        properties.MountPoints = [new() { SourceVolume = "files", ContainerPath = "/efs" }];
        properties.Secrets = [new() { Name = "WORD", ValueFrom = "arn:aws:secretsmanager:us-east-1:123456789012:secret:db-AbCdEf" }];
    }

    private static Task<string> SubmitAsync(AmazonBatchClient batch, string[] command, Action<ContainerProperties>? change = null) =>
        BatchSetup.SubmitAsync(batch, command, change);
}
