using Amazon.Batch;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.SQS;

namespace EndToEnd.Tests;

/// <summary>One running stack for all tests of the collection, and the official clients pointed at it. They try once: what fails, a test sees.</summary>
public sealed class StackFixture : IAsyncLifetime
{
    private readonly StateFolders _folders = new();
    private LocalCloudProcess? _stack;

    internal LocalCloudProcess Stack => _stack ?? throw new InvalidOperationException("The stack has not been started.");

    internal string StateFolder => _folders.New("stack");

    internal HttpClient Http { get; } = new();

    internal Api Api => new(Stack, Http);

    /// <summary>A job that goes on for longer than its time-out, AWS's shortest: 60 seconds. It waits while the other tests work.</summary>
    internal string Overdue { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        _stack = await LocalCloudProcess.Start(StateFolder).ReadyAsync();
        Overdue = await Api.SubmitAsync(
            """
            {"jobName":"overdue","jobQueue":"default","jobDefinition":"hello","timeout":{"attemptDurationSeconds":60},
             "containerOverrides":{"command":["sh","-c","echo begun; sleep 600"]}}
            """);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_stack is { } stack)
        {
            await stack.DisposeAsync();
        }

        _folders.Dispose();
    }

    internal AmazonS3Client S3() => S3(Stack);

    internal AmazonSQSClient Sqs() => Sqs(Stack);

    internal AmazonDynamoDBClient DynamoDb() => new(Credentials(Stack), new AmazonDynamoDBConfig { ServiceURL = Stack.Endpoint.ToString(), AuthenticationRegion = "us-east-1" });

    internal AmazonBatchClient Batch() => Batch(Stack);

    internal static AmazonS3Client S3(LocalCloudProcess stack) =>
        new(Credentials(stack), new AmazonS3Config { ServiceURL = stack.Endpoint.ToString(), AuthenticationRegion = "us-east-1", ForcePathStyle = true, MaxErrorRetry = 0 });

    internal static AmazonSQSClient Sqs(LocalCloudProcess stack) =>
        new(Credentials(stack), new AmazonSQSConfig { ServiceURL = stack.Endpoint.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });

    internal static AmazonBatchClient Batch(LocalCloudProcess stack) =>
        new(Credentials(stack), new AmazonBatchConfig { ServiceURL = stack.Endpoint.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });

    /// <summary>One that tries again when it is throttled.</summary>
    internal static AmazonBatchClient PatientBatch(LocalCloudProcess stack) =>
        new(Credentials(stack), new AmazonBatchConfig { ServiceURL = stack.Endpoint.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 10 });

    private static BasicAWSCredentials Credentials(LocalCloudProcess stack) => new(stack.AccessKey, stack.SecretKey);
}

/// <summary>Test classes that use one stack, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class StackCollection : ICollectionFixture<StackFixture>
{
    public const string Name = "stack";
}
