using System.Text.Json;
using Amazon.Lambda.Annotations.APIGateway;
using Amazon.Lambda.APIGatewayEvents;
using Amazon.Lambda.Core;
using BatchFunctions.Http;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;

namespace BatchFunctions.Courses;

/// <summary>Answers GET /timelines: the jobs that GET /jobs would list, with when each came into which status, and what it asks for.</summary>
internal sealed class ListTimelinesHandler(FilteredJobs jobs, IJobStore records)
{
    public Task<IHttpResult> ListTimelines(APIGatewayHttpApiV2ProxyRequest request, ILambdaContext context) =>
        HttpBorder.AnswerAsync(context, async cancellation =>
        {
            var page = await jobs.ListAsync(JobQueryReader.Read(request), "?", cancellation);
            var found = page.Jobs.Count == 0 ? [] : (await records.FindManyAsync([.. page.Jobs.Select(job => job.JobId)], cancellation)).ToDictionary(record => record.JobId);

            return Answer.Ok(page.Jobs.Count, (writer, shown) =>
            {
                writer.WriteStartObject();
                writer.WriteStartArray("jobs");
                // A record that has gone between the two reads has no course any more.
                foreach (var record in page.Jobs.Take(shown).Select(job => found.GetValueOrDefault(job.JobId)).OfType<JobRecord>())
                {
                    Write(writer, record);
                }

                writer.WriteEndArray();
                if ((shown < page.Jobs.Count ? page.Jobs[shown - 1].Key : page.Next) is { } next)
                {
                    writer.WriteString("nextToken", PageToken.Of(next));
                }

                writer.WriteEndObject();
            });
        });

    private static void Write(Utf8JsonWriter writer, JobRecord job)
    {
        writer.WriteStartObject();
        writer.WriteString("jobId", job.JobId);
        writer.WriteString("jobName", job.JobName);
        writer.WriteString("jobQueue", ResourceName.Of(job.JobQueue));
        writer.WriteString("status", job.Status.Name);
        writer.WriteNumber("createdAt", job.CreatedAt.ToUnixTimeMilliseconds());
        Number(writer, "startedAt", job.StartedAt?.ToUnixTimeMilliseconds());
        Number(writer, "arraySize", job.ArraySize);
        Number(writer, "vcpus", job.Vcpus);
        Number(writer, "memoryMiB", job.MemoryMiB);
        writer.WriteStartArray("history");
        foreach (var step in HistoryOrder.InOrder(job.History))
        {
            writer.WriteStartObject();
            writer.WriteNumber("attempt", step.Attempt);
            writer.WriteString("status", step.Status.Name);
            writer.WriteNumber("at", step.At.ToUnixTimeMilliseconds());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartArray("attempts");
        foreach (var attempt in job.Attempts)
        {
            writer.WriteStartObject();
            Number(writer, "startedAt", attempt.StartedAt?.ToUnixTimeMilliseconds());
            Number(writer, "stoppedAt", attempt.StoppedAt?.ToUnixTimeMilliseconds());
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter writer, string name, decimal? value)
    {
        if (value is { } number)
        {
            writer.WriteNumber(name, number);
        }
    }
}
