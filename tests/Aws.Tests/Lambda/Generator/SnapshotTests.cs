using Microsoft.CodeAnalysis;

namespace Aws.Tests.Lambda.Generator;

/// <summary>The generated text, whole. A change shows here as a difference to read.</summary>
public sealed class SnapshotTests
{
    private const string Handlers = """
        namespace Jobs
        {
            internal sealed class Clock;

            internal sealed record JobRequest(string Name);

            [LambdaStartup]
            internal sealed class Startup
            {
                public void ConfigureServices(IServiceCollection services) => services.AddSingleton<Clock>();
            }

            internal sealed class Jobs(Clock clock)
            {
                [LambdaFunction]
                [HttpApi(LambdaHttpMethod.Post, "/queues/{queue}/jobs")]
                public Task<IHttpResult> SubmitJob(
                    string queue, [FromBody] JobRequest job, [FromQuery] int? priority, [FromQuery] List<long> sizes,
                    [FromHeader(Name = "Idempotency-Key")] string key, [FromServices] Clock clock, ILambdaContext context) => throw null!;

                [LambdaFunction]
                [HttpApi(LambdaHttpMethod.Get, "/jobs")]
                public APIGatewayHttpApiV2ProxyResponse ListJobs(APIGatewayHttpApiV2ProxyRequest request) => throw null!;

                [LambdaFunction]
                [HttpApi(LambdaHttpMethod.Get, "/version")]
                public string Version() => "1";

                [LambdaFunction]
                [HttpApi(LambdaHttpMethod.Delete, "/jobs/{jobId}")]
                public Task RemoveJob([FromRoute(Name = "jobId")] string id) => throw null!;

                [LambdaFunction]
                [SQSEvent("@SubmitQueue")]
                public Task<SQSBatchResponse> SubmitQueuedJobs(SQSEvent messages, ILambdaContext context) => throw null!;

                [LambdaFunction]
                [S3Event("@Inbox")]
                public void ManifestDropped(S3Event dropped) => throw null!;

                [LambdaFunction]
                [ScheduleEvent("rate(5 minutes)")]
                public Task ReconcileJobs(ScheduledEvent time) => throw null!;

                [LambdaFunction]
                public Task Ping() => throw null!;
            }
        }
        """;

    private static readonly GeneratorRun Run = GeneratorRun.Of(
        Handlers,
        GeneratorRun.Serializer + "[assembly: LambdaGlobalProperties(GenerateMain = true)]\n",
        OutputKind.ConsoleApplication);

    [Fact]
    public void What_is_generated_compiles()
    {
        Assert.Empty(Run.Mistakes);
        Assert.Empty(Run.CompilerErrors);
    }

    [Theory]
    [InlineData("Jobs_SubmitJob_Generated")]
    [InlineData("Jobs_ListJobs_Generated")]
    [InlineData("Jobs_Version_Generated")]
    [InlineData("Jobs_RemoveJob_Generated")]
    [InlineData("Jobs_SubmitQueuedJobs_Generated")]
    [InlineData("Jobs_ManifestDropped_Generated")]
    [InlineData("Jobs_Ping_Generated")]
    [InlineData("GeneratedProgram")]
    public void The_generated_text_is_the_one_kept_here(string name)
    {
        var kept = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Lambda", "Generator", "Snapshots", $"{name}.txt"));

        Assert.Equal(kept, Run.Files[$"{name}.g.cs"]);
    }

    [Fact]
    public void One_file_a_function_is_written_and_two_for_all()
    {
        Assert.Equal(
            [
                "GeneratedProgram.g.cs", "Jobs_ListJobs_Generated.g.cs", "Jobs_ManifestDropped_Generated.g.cs", "Jobs_Ping_Generated.g.cs",
                "Jobs_ReconcileJobs_Generated.g.cs", "Jobs_RemoveJob_Generated.g.cs", "Jobs_SubmitJob_Generated.g.cs",
                "Jobs_SubmitQueuedJobs_Generated.g.cs", "Jobs_Version_Generated.g.cs", "RequestBinding.g.cs",
            ],
            Run.Files.Keys.Order(StringComparer.Ordinal));
    }
}
