using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LocalCloud.Gateway;

namespace LocalCloud.Ecs;

/// <summary>What a task is told of itself, in the members of ECS's task metadata endpoint, version 4 and 3 (ECS developer guide).</summary>
internal sealed class TaskMetadata(AwsAccount account, TaskBook tasks)
{
    public static string DockerId(RunningTask task) => Hash(task.Attempt.TaskId);

    public void WriteContainer(Utf8JsonWriter json, RunningTask task, bool isVersion4)
    {
        var (facts, attempt) = (task.Task, task.Attempt);
        var revision = facts.Revision.ToString(CultureInfo.InvariantCulture);
        json.WriteString("DockerId", DockerId(task));
        json.WriteString("Name", facts.ContainerName);
        json.WriteString("DockerName", $"ecs-{facts.Family}-{revision}-{facts.ContainerName}-{attempt.TaskId[..20]}");
        json.WriteString("Image", attempt.Image);
        json.WriteString("ImageID", "sha256:" + Hash(attempt.Image));
        json.WriteStartObject("Labels");
        json.WriteString("com.amazonaws.ecs.cluster", facts.ClusterArn);
        json.WriteString("com.amazonaws.ecs.container-name", facts.ContainerName);
        json.WriteString("com.amazonaws.ecs.task-arn", facts.TaskArn);
        json.WriteString("com.amazonaws.ecs.task-definition-family", facts.Family);
        json.WriteString("com.amazonaws.ecs.task-definition-version", revision);
        json.WriteEndObject();
        WriteStatus(json, task);
        json.WriteStartObject("Limits");
        json.WriteNumber("CPU", attempt.Vcpus * 1024);
        json.WriteNumber("Memory", attempt.MemoryMiB);
        json.WriteEndObject();
        json.WriteString("CreatedAt", Time(task.CreatedAt));
        if (task.StartedAt is { } startedAt)
        {
            json.WriteString("StartedAt", Time(startedAt));
        }

        if (task.Stopped is { } stopped)
        {
            json.WriteString("FinishedAt", Time(stopped.At));
            if (stopped.ExitCode is { } exitCode)
            {
                json.WriteNumber("ExitCode", exitCode);
            }
        }

        json.WriteString("Type", "NORMAL");
        if (isVersion4)
        {
            WriteVersion4(json, task);
        }

        json.WriteStartArray("Networks");
        json.WriteStartObject();
        json.WriteString("NetworkMode", facts.IsFargate ? "awsvpc" : "host");
        json.WriteStartArray("IPv4Addresses");
        json.WriteStringValue(attempt.Address);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    public void WriteTask(Utf8JsonWriter json, RunningTask task, bool isVersion4)
    {
        json.WriteString("Cluster", task.Task.ClusterArn);
        json.WriteString("TaskARN", task.Task.TaskArn);
        json.WriteString("Family", task.Task.Family);
        json.WriteString("Revision", task.Task.Revision.ToString(CultureInfo.InvariantCulture));
        json.WriteString("DesiredStatus", "RUNNING");
        json.WriteString("KnownStatus", task.StartedAt is null ? "CREATED" : "RUNNING");
        json.WriteStartObject("Limits");
        json.WriteNumber("CPU", task.Task.Vcpus);
        json.WriteNumber("Memory", task.Task.MemoryMiB);
        json.WriteEndObject();
        // Nothing is pulled: it was there when the task was put together.
        json.WriteString("PullStartedAt", Time(task.CreatedAt));
        json.WriteString("PullStoppedAt", Time(task.CreatedAt));
        json.WriteString("AvailabilityZone", account.Region + "a");
        if (isVersion4)
        {
            json.WriteString("LaunchType", task.Task.IsFargate ? "FARGATE" : "EC2");
        }

        json.WriteStartArray("Containers");
        foreach (var container in tasks.ContainersOf(task))
        {
            json.WriteStartObject();
            WriteContainer(json, container, isVersion4);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteVersion4(Utf8JsonWriter json, RunningTask task)
    {
        json.WriteString("LogDriver", "awslogs");
        json.WriteStartObject("LogOptions");
        json.WriteString("awslogs-group", task.Attempt.LogGroup);
        json.WriteString("awslogs-region", account.Region);
        json.WriteString("awslogs-stream", task.Attempt.LogStreamName);
        json.WriteEndObject();
        // arn:…:task/cluster/id of the task, with the container's own id behind it.
        var id = Hash(task.TaskId + task.Task.ContainerName);
        json.WriteString("ContainerARN", $"{task.Task.TaskArn.Replace(":task/", ":container/", StringComparison.Ordinal)}/{id[..8]}-{id[8..12]}-{id[12..16]}-{id[16..20]}-{id[20..32]}");
    }

    private static void WriteStatus(Utf8JsonWriter json, RunningTask task)
    {
        json.WriteString("DesiredStatus", task.Stopped is null ? "RUNNING" : "STOPPED");
        json.WriteString("KnownStatus", task.Stopped is not null ? "STOPPED" : task.StartedAt is null ? "CREATED" : "RUNNING");
    }

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
