using System.Text;
using System.Text.Json;
using LocalBatch.Execution;
using LocalBatch.Execution.Training;
using LocalBatch.Jobs;

namespace LocalBatch.ServiceJobs;

/// <summary>Makes of a <c>CreateTrainingJob</c> request what an executor needs to run its image. No effects.</summary>
// AWS: folders, files and variables are those that SageMaker gives training images (SageMaker developer guide, custom training algorithms).
internal static class TrainingAttempt
{
    private const string LogGroup = "/aws/sagemaker/TrainingJobs";
    private const string Host = "algo-1";
    private const string Group = "homogeneousCluster";

    // AWS: an image without an entry point of the request's own is run with this word (SageMaker developer guide, run training).
    private const string Train = "train";

    // AWS: SIGTERM, and 120 seconds to save a model (API_StopTrainingJob).
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(120);

    /// <summary>Why it cannot be run here, as SageMaker's failure reason; <c>null</c> where it can.</summary>
    public static string? ProblemOf(ServiceJob job)
    {
        using var document = JsonDocument.Parse(job.Submitted.ServiceRequestPayload);
        var request = document.RootElement;

        return Text(Member(request, "AlgorithmSpecification"), "TrainingImage") is not { Length: > 0 }
                ? "ClientError: the request names no AlgorithmSpecification.TrainingImage, and nothing else can be run here; --service-executor simulate plays such jobs."
            : job.Demand.Total > 1 ? "ClientError: one instance of a training job can be run here, and the request asks for more (ResourceConfig.InstanceCount); --service-executor simulate plays such jobs."
            : Elements(request, "InputDataConfig").FirstOrDefault(channel => UriOf(channel) is null || !IsPlain(Text(channel, "ChannelName"))) is { ValueKind: JsonValueKind.Object } channel
                ? $"ClientError: channel {Text(channel, "ChannelName")} is none that can be laid here; a channel has a name of letters, digits, '.', '-' and '_' and a DataSource.S3DataSource with S3DataType S3Prefix."
            : null;
    }

    public static Attempt Of(ServiceJob job, Arns arns)
    {
        using var document = JsonDocument.Parse(job.Submitted.ServiceRequestPayload);
        var (request, name, task) = (document.RootElement, job.ResourceArn?.Split('/')[^1] ?? "", ServiceRuns.TaskOf(job).ToString("N"));
        var algorithm = Member(request, "AlgorithmSpecification");
        var entryPoint = Texts(algorithm, "ContainerEntrypoint");
        var arguments = Texts(algorithm, "ContainerArguments");

        return new()
        {
            TaskId = task,
            JobId = job.Id.ToString(),
            JobName = job.Submitted.JobName,
            Number = job.Attempts.Count + 1,
            Image = Text(algorithm, "TrainingImage") ?? "",
            Command = [.. entryPoint, .. entryPoint.Count + arguments.Count == 0 ? [Train] : arguments],
            EntryPointWords = entryPoint.Count,
            Environment = Variables(request, name, job.ResourceArn ?? "", arns.Region),
            // The instance is the job's alone.
            Vcpus = 1,
            MemoryMiB = int.MaxValue,
            LogGroup = LogGroup,
            // AWS: the job's name, the host and when it began (SageMaker developer guide, CloudWatch logs).
            LogStreamName = $"{name}/{Host}-{job.ScheduledAt / 1000}",
            Grace = Grace,
            Executor = ExecutorKind.Docker,
            Training = new()
            {
                JobName = name,
                ConfigFiles = new Dictionary<string, string>
                {
                    ["hyperparameters.json"] = Json(writer =>
                    {
                        foreach (var (key, value) in job.Training.HyperParameters)
                        {
                            writer.WriteString(key, value);
                        }
                    }),
                    ["resourceconfig.json"] = Json(writer => WriteResources(writer, Text(Member(request, "ResourceConfig"), "InstanceType") ?? "")),
                    ["inputdataconfig.json"] = Json(writer => WriteChannels(writer, request)),
                },
                Channels = [.. Elements(request, "InputDataConfig").Select(channel => new TrainingChannel(Text(channel, "ChannelName") ?? "", UriOf(channel) ?? ""))],
                OutputUri = Text(Member(request, "OutputDataConfig"), "S3OutputPath"),
                CheckpointUri = Text(Member(request, "CheckpointConfig"), "S3Uri"),
                CheckpointPath = Text(Member(request, "CheckpointConfig"), "LocalPath") ?? "/opt/ml/checkpoints",
            },
            // As a pod, it has its role's credentials and no metadata of ECS.
            Task = new()
            {
                TaskArn = job.ResourceArn ?? "",
                ClusterArn = "",
                Family = name,
                Revision = 1,
                IsFargate = false,
                Vcpus = 1,
                MemoryMiB = 0,
                IsPod = true,
                JobRoleArn = Text(request, "RoleArn") is { Length: > 0 } role ? role : null,
            },
        };
    }

    private static Dictionary<string, string> Variables(JsonElement request, string name, string arn, string region)
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal)
        {
            ["TRAINING_JOB_NAME"] = name,
            ["TRAINING_JOB_ARN"] = arn,
            ["AWS_REGION"] = region,
            ["AWS_DEFAULT_REGION"] = region,
        };
        foreach (var variable in Member(request, "Environment") is { ValueKind: JsonValueKind.Object } given ? given.EnumerateObject() : [])
        {
            variables[variable.Name] = variable.Value.ToString();
        }

        return variables;
    }

    private static void WriteResources(Utf8JsonWriter writer, string instanceType)
    {
        writer.WriteString("current_host", Host);
        writer.WriteString("current_instance_type", instanceType);
        writer.WriteString("current_group_name", Group);
        WriteHosts(writer);
        writer.WriteStartArray("instance_groups");
        writer.WriteStartObject();
        writer.WriteString("instance_group_name", Group);
        writer.WriteString("instance_type", instanceType);
        WriteHosts(writer);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteString("network_interface_name", "eth0");
    }

    private static void WriteHosts(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("hosts");
        writer.WriteStringValue(Host);
        writer.WriteEndArray();
    }

    private static void WriteChannels(Utf8JsonWriter writer, JsonElement request)
    {
        foreach (var channel in Elements(request, "InputDataConfig"))
        {
            writer.WriteStartObject(Text(channel, "ChannelName") ?? "");
            if (Text(channel, "ContentType") is { } type)
            {
                writer.WriteString("ContentType", type);
            }

            writer.WriteString("TrainingInputMode", "File");
            writer.WriteString("S3DistributionType", Text(SourceOf(channel), "S3DataDistributionType") ?? "FullyReplicated");
            writer.WriteString("RecordWrapperType", Text(channel, "RecordWrapperType") ?? "None");
            writer.WriteEndObject();
        }
    }

    private static string Json(Action<Utf8JsonWriter> members)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static JsonElement SourceOf(JsonElement channel) => Member(Member(channel, "DataSource"), "S3DataSource");

    private static string? UriOf(JsonElement channel) => (Text(SourceOf(channel), "S3DataType") ?? "S3Prefix") == "S3Prefix" && Text(SourceOf(channel), "S3Uri") is { } uri && uri.StartsWith("s3://", StringComparison.Ordinal) ? uri : null;

    // AWS: [A-Za-z0-9\.\-_]+, up to 64 (API_Channel, ChannelName).
    private static bool IsPlain(string? name) => name is { Length: > 0 and <= 64 } and not ("." or "..") && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_');

    private static JsonElement Member(JsonElement element, string name) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : default;

    private static string? Text(JsonElement element, string name) => Member(element, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static List<JsonElement> Elements(JsonElement element, string name) => Member(element, name) is { ValueKind: JsonValueKind.Array } list ? [.. list.EnumerateArray()] : [];

    private static List<string> Texts(JsonElement element, string name) => [.. Elements(element, name).Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString() ?? "")];
}
