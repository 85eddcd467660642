using System.Net;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Amazon.Batch;
using Amazon.Batch.Model;

namespace EndToEnd.Tests;

/// <summary>Jobs and functions call under their own roles, through AWS's clients and with nothing but what surrounds them.</summary>
public sealed partial class RoleTests(StateFolders folders) : IClassFixture<StateFolders>
{
    private const string Template =
        """
        Resources:
          Data: { Type: AWS::S3::Bucket, Properties: { BucketName: data } }
          Other: { Type: AWS::S3::Bucket, Properties: { BucketName: other } }
          Reader:
            Type: AWS::IAM::Role
            Properties:
              RoleName: reader
              AssumeRolePolicyDocument: {}
              Policies:
                - PolicyName: data
                  PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: Allow, Action: ['s3:GetObject', 's3:PutObject'], Resource: !Sub '${Data.Arn}/*' }] }
          Environment:
            Type: AWS::Batch::ComputeEnvironment
            Properties: { Type: MANAGED, ComputeResources: { Type: FARGATE, MaxvCpus: 4, Subnets: [subnet-1], SecurityGroupIds: [sg-1] } }
          Queue: { Type: AWS::Batch::JobQueue, Properties: { JobQueueName: work, Priority: 1, ComputeEnvironmentOrder: [{ Order: 1, ComputeEnvironment: !Ref Environment }] } }
          Definition:
            Type: AWS::Batch::JobDefinition
            Properties:
              JobDefinitionName: client
              Type: container
              PlatformCapabilities: [FARGATE]
              ContainerProperties:
                Image: public.ecr.aws/docker/library/busybox:1.37
                Command: ['true']
                JobRoleArn: !GetAtt Reader.Arn
                ExecutionRoleArn: !GetAtt Reader.Arn
                ResourceRequirements: [{ Type: VCPU, Value: '1' }, { Type: MEMORY, Value: '2048' }]
        """;

    private const string Refusal =
        "User: arn:aws:sts::123456789012:assumed-role/local-SubmitApiRole/local-SubmitApi is not authorized to perform: dynamodb:PutItem on resource: arn:aws:dynamodb:us-east-1:123456789012:table/local-JobsTable because no identity-based policy allows the dynamodb:PutItem action";

    // Another user need not reach the client program, which lies where the repository does.
    private static string[] AsMyself => Environment.IsPrivilegedProcess ? ["--job-user", "root"] : [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_job_with_a_role_reads_and_writes_S3_with_no_line_of_its_own_and_is_refused_another_bucket()
    {
        await using var stack = await LocalCloudProcess.Start(folders.New("role"), ["--template", Write("role.yaml", Template), .. AsMyself]).ReadyAsync();
        using var s3 = StackFixture.S3(stack);
        await s3.PutObjectAsync(new() { BucketName = "data", Key = "in.txt", ContentBody = "what came in" }, Cancellation);

        var (taskId, lines) = await RunAsync(stack, "read data in.txt", "write data out.txt what-went-out", "read other in.txt", "identity", "metadata", "metadata /task", "metadata /stats");

        Assert.Equal("read data in.txt: what came in", lines[0]);
        Assert.Equal("write data out.txt what-went-out: written", lines[1]);
        Assert.StartsWith(
            $"read other in.txt: AccessDenied User: arn:aws:sts::123456789012:assumed-role/reader/{taskId} is not authorized to perform: s3:GetObject on resource: \"arn:aws:s3:::other/in.txt\"",
            lines[2], StringComparison.Ordinal);
        Assert.Equal($"identity: arn:aws:sts::123456789012:assumed-role/reader/{taskId}", lines[3]);
        Assert.Equal("default", Metadata(lines[4]).Find("Name"));
        Assert.Equal(("client", "1", "FARGATE"), (Metadata(lines[5]).Find("Family"), Metadata(lines[5]).Find("Revision"), Metadata(lines[5]).Find("LaunchType")));
        if (OperatingSystem.IsLinux())
        {
            Assert.InRange(Metadata(lines[6]).GetProperty("memory_stats").GetProperty("usage").GetInt64(), 1 << 20, 2048L << 20);
        }

        using var written = new StreamReader((await s3.GetObjectAsync("data", "out.txt", Cancellation)).ResponseStream);
        Assert.Equal("what-went-out", await written.ReadToEndAsync(Cancellation));
    }

    [Fact]
    public async Task Switched_off_a_job_finds_no_way_to_the_stack()
    {
        await using var stack = await LocalCloudProcess.Start(folders.New("none"), ["--template", Write("none.yaml", Template), "--job-endpoint", "none"]).ReadyAsync();

        var (_, lines) = await RunCommandAsync(stack, ["env"]);

        Assert.Contains("AWS_EXECUTION_ENV=AWS_ECS_FARGATE", lines);
        Assert.DoesNotContain(lines, line => line.StartsWith("AWS_ENDPOINT_URL", StringComparison.Ordinal) || line.StartsWith("AWS_CONTAINER_", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_function_whose_role_lacks_one_call_fails_here_before_it_fails_on_AWS_and_not_with_IAM_off()
    {
        const string job = """{"jobName":"lacking","jobQueue":"default","jobDefinition":"hello"}""";
        var whole = await File.ReadAllTextAsync(Repository.File("template.yaml"), Cancellation);
        var role = whole.IndexOf("\n  SubmitApiRole:", StringComparison.Ordinal);
        var template = Write("lacking.yaml", whole[..role] + TableStatement().Replace(whole[role..], "", 1));
        using HttpClient http = new();

        await using (var stack = await LocalCloudProcess.Start(folders.New("lacking"), ["--template", template]).ReadyAsync())
        {
            using var refused = await http.PostAsync(new Uri(stack.Api, "/jobs"), Json(job), Cancellation);
            var answer = await refused.Content.ReadAsStringAsync(Cancellation);

            Assert.True(refused.StatusCode == HttpStatusCode.BadGateway, $"{refused.StatusCode} {answer}\n{stack.Output}");
            Assert.Contains(Refusal, answer, StringComparison.Ordinal);
            using var batch = StackFixture.Batch(stack);
            Assert.Empty(await Batches.JobsAsync(batch, "default", "lacking"));
        }

        await using var off = await LocalCloudProcess.Start(folders.New("off"), ["--template", template, "--iam", "off"]).ReadyAsync();
        Assert.NotEmpty(await new Api(off, http).SubmitAsync(job));
    }

    /// <summary>Runs operations of the job's client program; the id of its task, and the lines it wrote.</summary>
    private static Task<(string TaskId, IReadOnlyList<string> Lines)> RunAsync(LocalCloudProcess stack, params string[] operations)
    {
        var dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

        return RunCommandAsync(stack, [dotnet, Repository.JobClient, .. operations]);
    }

    private static async Task<(string TaskId, IReadOnlyList<string> Lines)> RunCommandAsync(LocalCloudProcess stack, List<string> command)
    {
        using var batch = StackFixture.Batch(stack);
        var jobId = (await batch.SubmitJobAsync(
            new() { JobName = "client", JobQueue = "work", JobDefinition = "client", ContainerOverrides = new() { Command = command } }, Cancellation)).JobId;
        var job = await Wait.UntilAsync(
            async () => (await batch.DescribeJobsAsync(new DescribeJobsRequest { Jobs = [jobId] }, Cancellation)).Jobs[0],
            seen => seen.Status == JobStatus.SUCCEEDED || seen.Status == JobStatus.FAILED,
            "the job's end",
            () => stack.Output);
        using var client = stack.SignedClient();
        using var response = await client.CallAsync(
            "logs", "Logs_20140328.GetLogEvents",
            Encoding.UTF8.GetBytes($$"""{"logGroupName":"/aws/batch/job","logStreamName":"{{job.Container.LogStreamName}}","startFromHead":true}"""), Cancellation);
        using var log = JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation));
        List<string> lines = [.. log.RootElement.GetProperty("events").EnumerateArray().Select(line => line.GetProperty("message").GetString() ?? "")];
        Assert.True(job.Status == JobStatus.SUCCEEDED, $"{job.StatusReason} {job.Container.Reason}\n{string.Join('\n', lines)}\n{stack.Output}");

        return (job.Container.LogStreamName.Split('/')[^1], lines);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(Directory.CreateDirectory(folders.New("templates")).FullName, name);
        File.WriteAllText(path, text);

        return path;
    }

    private static JsonElement Metadata(string line) => JsonDocument.Parse(line[line.IndexOf('{', StringComparison.Ordinal)..]).RootElement;

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    // One statement of a policy: from its Effect to the next, or to the end of the list.
    [GeneratedRegex(@" {14}- Effect: Allow\n {16}Action: \[dynamodb:.*\n( {16}.*\n)+")]
    private static partial Regex TableStatement();
}
