using System.Text.Json;
using LocalCloud.Tests.Templates;
using Microsoft.Extensions.Logging;

namespace LocalCloud.Tests.Targets;

/// <summary>Rules whose own jobs set them off, in whole stacks that really run the jobs.</summary>
public sealed class JobLoopTests : IDisposable
{
    private const string Shared = """
        Resources:
          Environment:
            Type: AWS::Batch::ComputeEnvironment
            Properties: { Type: MANAGED, ComputeResources: { Type: EC2, MinvCpus: 0, MaxvCpus: 64, InstanceTypes: [optimal], InstanceRole: ecsInstanceRole, Subnets: [subnet-1], SecurityGroupIds: [sg-1] } }
          Queue:
            Type: AWS::Batch::JobQueue
            Properties: { JobQueueName: q, Priority: 1, ComputeEnvironmentOrder: [{ Order: 1, ComputeEnvironment: !Ref Environment }] }

        """;

    private const string Plain = """
          Definition:
            Type: AWS::Batch::JobDefinition
            Properties:
              JobDefinitionName: d
              Type: container
              ContainerProperties: { Image: busybox, Command: [sh, -c, 'true'], ResourceRequirements: [{ Type: VCPU, Value: 1 }, { Type: MEMORY, Value: 128 }] }

        """;

    private const string Ended = """
          Again:
            Type: AWS::Events::Rule
            Properties:
              Name: again
              EventPattern: { source: [aws.batch], detail: { status: [SUCCEEDED] } }
              Targets: [{ Id: t, Arn: !Ref Queue, BatchParameters: { JobDefinition: !Ref Definition, JobName: again } }]

        """;

    private const string EveryStatus = """
          Again:
            Type: AWS::Events::Rule
            Properties:
              Name: again
              EventPattern: { source: [aws.batch] }
              Targets: [{ Id: t, Arn: !Ref Queue, BatchParameters: { JobDefinition: !Ref Definition, JobName: again } }]

        """;

    // The job signs its call with the keys of its role, as any client does.
    private const string WritesIntoTheBucket = """
          Box: { Type: 'AWS::S3::Bucket', Properties: { BucketName: box, NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } } }
          Role:
            Type: AWS::IAM::Role
            Properties:
              AssumeRolePolicyDocument: { Statement: [{ Effect: Allow, Principal: { Service: ecs-tasks.amazonaws.com }, Action: "sts:AssumeRole" }] }
              Policies: [{ PolicyName: p, PolicyDocument: { Statement: [{ Effect: Allow, Action: "s3:PutObject", Resource: "*" }] } }]
          Definition:
            Type: AWS::Batch::JobDefinition
            Properties:
              JobDefinitionName: d
              Type: container
              ContainerProperties:
                Image: busybox
                JobRoleArn: !GetAtt Role.Arn
                ResourceRequirements: [{ Type: VCPU, Value: 1 }, { Type: MEMORY, Value: 128 }]
                Command:
                  - sh
                  - -ec
                  - |
                    keys=$(curl -sf --noproxy '*' -H "Authorization: $AWS_CONTAINER_AUTHORIZATION_TOKEN" "$AWS_CONTAINER_CREDENTIALS_FULL_URI")
                    of() { printf %s "$keys" | sed "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/"; }
                    curl -sf --noproxy '*' --aws-sigv4 aws:amz:us-east-1:s3 --user "$(of AccessKeyId):$(of SecretAccessKey)" -H "x-amz-security-token: $(of Token)" -H "x-amz-content-sha256: UNSIGNED-PAYLOAD" -X PUT --data-binary again "$AWS_ENDPOINT_URL/box/$AWS_BATCH_JOB_ID"
          Again:
            Type: AWS::Events::Rule
            Properties:
              Name: again
              EventPattern: { source: [aws.s3], detail: { bucket: { name: [box] } } }
              Targets: [{ Id: t, Arn: !Ref Queue, BatchParameters: { JobDefinition: !Ref Definition, JobName: again } }]

        """;

    private readonly string _template = Path.Combine(Directory.CreateTempSubdirectory("loop-").FullName, "template.yaml");
    private readonly RecordingLoggers _loggers = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_rule_that_its_own_jobs_set_off_submits_sixteen_and_is_stopped_with_one_sentence_that_names_it()
    {
        await using var running = await StartAsync(Shared + Plain + Ended);

        await running.BatchAsync("submitjob", """{"jobName":"first","jobQueue":"q","jobDefinition":"d"}""");
        var told = await ToldAsync();

        Assert.Contains("rule/again is in a loop: the jobs that it submits cause the events that it matches, 16 rounds by now", told, StringComparison.Ordinal);
        Assert.Equal(17, await JobsAsync(running));
    }

    [Fact]
    public async Task A_rule_that_every_event_of_its_own_jobs_sets_off_is_stopped_before_they_are_a_flood()
    {
        await using var running = await StartAsync(Shared + Plain + EveryStatus);

        await running.BatchAsync("submitjob", """{"jobName":"first","jobQueue":"q","jobDefinition":"d"}""");
        await ToldAsync();
        await QuietAsync(running);

        // Each event of the first job begins a chain of its own.
        Assert.InRange(_loggers.Of(LogLevel.Error).Count(line => line.Contains("is in a loop", StringComparison.Ordinal)), 1, 6);
        Assert.InRange(await JobsAsync(running), 32, 6 * 60);
    }

    [Fact]
    public async Task A_job_that_writes_into_the_bucket_whose_rule_submits_it_is_noticed_too()
    {
        await using var running = await StartAsync(Shared + WritesIntoTheBucket);

        await running.PutObjectAsync("/box/first", "x");
        var told = await ToldAsync();

        Assert.Contains("rule/again is in a loop", told, StringComparison.Ordinal);
        Assert.Equal(16, await JobsAsync(running));
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_template) ?? "", recursive: true);

    private async Task<RunningTemplate> StartAsync(string text)
    {
        await File.WriteAllTextAsync(_template, text, Cancellation);

        return await RunningTemplate.StartAsync(_template, loggers: _loggers);
    }

    private async Task<string> ToldAsync() => await SomeAsync(() => Task.FromResult(_loggers.Of(LogLevel.Error).FirstOrDefault(line => line.Contains("is in a loop", StringComparison.Ordinal))));

    /// <summary>No job is open any more, so that none can follow.</summary>
    private static async Task QuietAsync(RunningTemplate running) => await SomeAsync(async () =>
        (await running.Stack.CountOpenJobsAsync()) == new LocalBatch.OpenJobs(0, 0) ? "quiet" : null);

    private static async Task<string> SomeAsync(Func<Task<string?>> look)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(120));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, Cancellation);
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            if (await look() is { } found)
            {
                return found;
            }

            await timer.WaitForNextTickAsync(either.Token);
        }
    }

    private static async Task<int> JobsAsync(RunningTemplate running)
    {
        await QuietAsync(running);
        var count = 0;
        foreach (var status in (string[])["SUCCEEDED", "FAILED"])
        {
            for (var token = ""; ;)
            {
                var page = await running.BatchAsync("listjobs", $$"""{"jobQueue":"q","jobStatus":"{{status}}","maxResults":100{{(token.Length == 0 ? "" : $",\"nextToken\":\"{token}\"")}}}""");
                count += page.GetProperty("jobSummaryList").GetArrayLength();
                if (!page.TryGetProperty("nextToken", out var next) || next.ValueKind != JsonValueKind.String)
                {
                    break;
                }

                token = next.GetString() ?? "";
            }
        }

        return count;
    }
}
