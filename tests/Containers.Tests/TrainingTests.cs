using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;

namespace Containers.Tests;

/// <summary>Service jobs whose training images really run: SageMaker's folders, data and results in buckets, failures.</summary>
public sealed class TrainingTests(StateFolders folders) : IClassFixture<StateFolders>
{
    [Fact]
    public async Task A_training_image_finds_its_data_and_leaves_a_model_and_says_why_it_failed()
    {
        await using var stack = await Stack.StartAsync(folders.New("training"), "--service-executor", "docker");
        await stack.CallAsync("createserviceenvironment", """
            {"serviceEnvironmentName": "se", "serviceEnvironmentType": "SAGEMAKER_TRAINING", "capacityLimits": [{"maxCapacity": 4, "capacityUnit": "NUM_INSTANCES"}]}
            """);
        await ValidAsync(stack, "describeserviceenvironments", """{"serviceEnvironments": ["se"]}""", "serviceEnvironments");
        await stack.CallAsync("createjobqueue", """{"jobQueueName": "sm", "priority": 1, "jobQueueType": "SAGEMAKER_TRAINING", "serviceEnvironmentOrder": [{"order": 1, "serviceEnvironment": "se"}]}""");
        await ValidAsync(stack, "describejobqueues", """{"jobQueues": ["sm"]}""", "jobQueues");
        await stack.PutAsync("training-data", "set/numbers.csv", "1,2,3");

        var trained = await TrainAsync(stack, "cat /opt/ml/input/data/train/numbers.csv /opt/ml/input/config/hyperparameters.json; echo; echo $TRAINING_JOB_NAME; echo weights >/opt/ml/model/weights");
        var failed = await TrainAsync(stack, "echo the data are odd >/opt/ml/output/failure; exit 3");
        var stopped = await TrainAsync(stack, "echo up; exec sleep 300", isInit: true);

        var done = await UntilAsync(stack, trained, "SUCCEEDED");
        var name = Stack.Text(done.GetProperty("latestAttempt").GetProperty("serviceResourceId"), "value").Split('/')[1];
        Assert.Equal(["""1,2,3{"epochs":"3"}""", name], await stack.LinesAsync($"{name}/algo-1-{done.GetProperty("scheduledAt").GetInt64() / 1000}", "/aws/sagemaker/TrainingJobs"));
        await using GZipStream zip = new(new MemoryStream(await stack.GetAsync("training-data", $"out/{name}/output/model.tar.gz")), CompressionMode.Decompress);
        await using TarReader tar = new(zip);
        Assert.Equal("weights", (await tar.GetNextEntryAsync(cancellationToken: TestContext.Current.CancellationToken))?.Name);
        Assert.Equal("Received status from SageMaker: AlgorithmError: the data are odd, exit code: 3", Stack.Text(await UntilAsync(stack, failed, "FAILED"), "statusReason"));
        await UntilAsync(stack, stopped, "RUNNING");
        await stack.CallAsync("terminateservicejob", $$"""{"jobId": "{{stopped}}", "reason": "enough"}""");
        Assert.Equal("enough", Stack.Text(await UntilAsync(stack, stopped, "FAILED"), "statusReason"));
    }

    private static async Task<string> TrainAsync(Stack stack, string script, bool isInit = false)
    {
        // Process 1 has no handler for SIGTERM unless it sets one.
        var command = isInit ? "trap 'exit 0' TERM; " + script.Replace("exec sleep 300", "sleep 300 & wait", StringComparison.Ordinal) : script;
        var request = $$"""
            {"TrainingJobName": "t", "RoleArn": "arn:aws:iam::123456789012:role/train", "HyperParameters": {"epochs": "3"},
             "AlgorithmSpecification": {"TrainingImage": "{{Daemon.Image}}", "TrainingInputMode": "File", "ContainerArguments": [{{Quoted(command)}}]},
             "InputDataConfig": [{"ChannelName": "train", "DataSource": {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://training-data/set/"} } }],
             "OutputDataConfig": {"S3OutputPath": "s3://training-data/out"}, "ResourceConfig": {"InstanceType": "ml.m5.large", "InstanceCount": 1} }
            """;

        return Stack.Text(await stack.CallAsync("submitservicejob", $$"""{"jobName": "train", "jobQueue": "sm", "serviceJobType": "SAGEMAKER_TRAINING", "serviceRequestPayload": {{Quoted(request)}} }"""), "jobId");
    }

    private static Task<JsonElement> UntilAsync(Stack stack, string id, string status) => Wait.UntilAsync(
        () => stack.CallAsync("describeservicejob", $$"""{"jobId": "{{id}}"}"""),
        job => Stack.Text(job, "status") == status || (Stack.Text(job, "status") is "SUCCEEDED" or "FAILED" ? throw new InvalidOperationException($"{job}\n{stack.Output}") : false),
        status,
        () => stack.Output);

    private static async Task ValidAsync(Stack stack, string operation, string body, string list) => await Wait.UntilAsync(
        async () => Stack.Text((await stack.CallAsync(operation, body)).GetProperty(list)[0], "status"), status => status == "VALID", list, () => stack.Output);

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";
}
