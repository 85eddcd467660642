using System.Diagnostics;

namespace EndToEnd.Tests.FirstHour;

/// <summary><c>localcloud check</c>: what a manifest or a template would do, without a stack.</summary>
public sealed class CheckTests(StateFolders folders) : IClassFixture<StateFolders>
{
    [Fact]
    public async Task A_good_manifest_is_told_with_its_jobs_in_order_and_leaves_nothing()
    {
        var folder = Directory.CreateDirectory(folders.New("check")).FullName;

        var (exitCode, output) = await RunAsync(folder, "check", Repository.File("examples/twenty.yaml"));

        Assert.True(exitCode == 0, output);
        Assert.Matches(@"(?m)^There is no template\.yaml in .*: running .*/template\.yaml\. --template FILE names another\.$", output);
        Assert.Matches(@"(?m)^.*/twenty\.yaml is good: 3 jobs, 23 with the children of arrays\. Nothing was submitted\.$", output);
        Assert.Matches(@"(?m)^1  prepare  default  hello  0\.25 vCPU, 512 MiB$", output);
        Assert.Matches(@"(?m)^2  work     default  hello  0\.25 vCPU, 1024 MiB  array of 20  after prepare$", output);
        Assert.Matches(@"(?m)^On failure: OutOfMemory: resubmit at most 2 times with 2 times the memory up to 4096 MiB, failed children of arrays too; any other failure: give up$", output);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
    }

    [Fact]
    public async Task Every_mistake_of_a_manifest_is_told_with_its_line_against_the_templates_queues()
    {
        var folder = Directory.CreateDirectory(folders.New("mistakes")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(folder, "mine.yaml"),
            """
            defaults: { jobDefinition: hello }
            jobs:
              - { jobName: first, jobQueue: defualt }
              - { jobName: second, jobQueue: default, containerOverrides: { resourceRequirements: [{ type: VCPU, value: '3' }] } }
              - { jobName: third, jobQueue: default, shareIdentifier: mine }
              - { jobName: fourth, jobQueue: default, containerOverrides: { command: [echo, 'Ref::where'] } }
            """,
            TestContext.Current.CancellationToken);

        var (exitCode, output) = await RunAsync(folder, "--check", "mine.yaml");

        Assert.True(exitCode == 2, output);
        Assert.Matches(@"(?m)^mine\.yaml\(3,\d+\): /jobs/0/jobQueue: There is no job queue 'defualt'\. Did you mean 'default'\?$", output);
        Assert.Matches(@"(?m)^mine\.yaml\(4,\d+\): .*Fargate has no size of 3 vCPU", output);
        Assert.Matches(@"(?m)^mine\.yaml\(5,\d+\): .*has no scheduling policy, so it takes no shareIdentifier", output);
        Assert.Matches(@"(?m)^mine\.yaml\(6,\d+\): .*The command has Ref::where", output);
        Assert.Matches(@"(?m)^4 errors in mine\.yaml\.$", output);
    }

    [Fact]
    public async Task A_template_is_told_with_what_is_served_simulated_and_left_out()
    {
        var folder = Directory.CreateDirectory(folders.New("template")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(folder, "t.yaml"),
            """
            Resources:
              Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName: things } }
              Logs: { Type: 'AWS::Logs::LogGroup' }
              Repository: { Type: 'AWS::ECR::Repository' }
              Definition:
                Type: AWS::Batch::JobDefinition
                Properties: { JobDefinitionName: d, Type: container, ContainerProperties: { Image: busybox, ResourceRequirements: [{ Type: VCPU, Value: 1 }, { Type: MEMORY, Value: 64 }] } }
            """,
            TestContext.Current.CancellationToken);

        var (exitCode, output) = await RunAsync(folder, "check", "--template", "t.yaml");

        Assert.True(exitCode == 0, output);
        Assert.Equal(
            [
                "t.yaml is good.",
                "Served: job definitions d",
                "Served: buckets things",
                "Simulated, not needed here: 1 kinds, AWS::Logs::LogGroup (1)",
                "Left out: AWS::ECR::Repository (Repository), which the local stack does not serve.",
            ],
            output.Trim().Split('\n'));
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string folder, params string[] arguments)
    {
        ProcessStartInfo start = new(Repository.LocalCloud, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{Repository.LocalCloud} did not start.");
        var cancellation = TestContext.Current.CancellationToken;
        var output = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.WaitForExitAsync(cancellation);

        return (process.ExitCode, string.Concat(output));
    }
}
