using System.Reflection;
using Amazon;
using Amazon.Batch;
using Amazon.Batch.Model;
using Amazon.Runtime;

namespace Aws.Tests.Sdk;

/// <summary>The classes as the official package has them.</summary>
[Collection(nameof(EnvironmentCollection))]
public sealed class ModelClassTests
{
    [Fact]
    public void Everything_is_null_until_it_is_set()
    {
        var request = new SubmitJobRequest();

        Assert.All(Properties(typeof(SubmitJobRequest)), property => Assert.Null(property.GetValue(request)));
    }

    [Fact]
    public async Task Collections_start_empty_if_asked_and_empty_ones_are_then_not_sent()
    {
        await using var server = new CannedServer(CannedAnswer.Ok("{}"));
        using var client = BatchClients.For(server);
        AWSConfigs.InitializeCollections = true;
        try
        {
            var request = new SubmitJobRequest { JobName = "n" };
            Assert.Empty(request.DependsOn);
            await client.SubmitJobAsync(request, TestContext.Current.CancellationToken);
        }
        finally
        {
            AWSConfigs.InitializeCollections = false;
        }

        Assert.Equal("""{"jobName":"n"}""", Assert.Single(server.Requests).Body);
    }

    [Fact]
    public async Task An_empty_collection_is_sent_since_it_differs_from_none()
    {
        await using var server = new CannedServer(CannedAnswer.Ok("{}"));
        using var client = BatchClients.For(server);

        await client.SubmitJobAsync(new() { DependsOn = [], Tags = [], ContainerOverrides = new() }, TestContext.Current.CancellationToken);

        Assert.Equal("""{"dependsOn":[],"containerOverrides":{},"tags":{}}""", Assert.Single(server.Requests).Body);
    }

    [Fact]
    public void Values_have_the_types_of_the_official_package()
    {
        Assert.Equal(typeof(long?), Property<JobDetail>("StartedAt"));
        Assert.Equal(typeof(int?), Property<ArrayProperties>("Size"));
        Assert.Equal(typeof(bool?), Property<SubmitJobRequest>("PropagateTags"));
        Assert.Equal(typeof(float?), Property<ShareAttributes>("WeightFactor"));
        Assert.Equal(typeof(JobStatus), Property<JobDetail>("Status"));
        Assert.Equal(typeof(List<string>), Property<JobDetail>("PlatformCapabilities"));
        Assert.Equal(typeof(List<Amazon.Batch.Model.KeyValuePair>), Property<ContainerOverrides>("Environment"));
        Assert.Equal(typeof(Dictionary<string, string>), Property<SubmitJobRequest>("Tags"));
        Assert.Equal(typeof(Dictionary<string, int>), Property<ArrayPropertiesDetail>("StatusSummary"));
    }

    [Fact]
    public void What_the_model_calls_deprecated_is_obsolete() =>
        Assert.Equal(
            "This field is deprecated, use resourceRequirements instead.",
            typeof(ContainerProperties).GetProperty("Memory")?.GetCustomAttribute<ObsoleteAttribute>()?.Message);

    [Fact]
    public void A_constant_is_found_in_any_letter_case_and_new_ones_can_be_made()
    {
        Assert.Same(JobStatus.RUNNING, JobStatus.FindValue("running"));
        Assert.Equal("SLEEPING", JobStatus.FindValue("SLEEPING").Value);
        Assert.Null((JobStatus?)(string?)null);
        JobStatus status = "FAILED";
        Assert.True(status == JobStatus.FAILED);
        Assert.Equal("json-file", LogDriver.JsonFile.Value);
        Assert.Equal("container", JobDefinitionType.Container.Value);
    }

    [Fact]
    public void Errors_descend_from_the_service_exception()
    {
        var error = new ClientException("no", ErrorType.Sender, "ClientException", "req-1", System.Net.HttpStatusCode.BadRequest);

        Assert.IsAssignableFrom<AmazonBatchException>(error);
        Assert.IsAssignableFrom<AmazonServiceException>(error);
        Assert.Equal(("no", "req-1"), (error.Message, error.RequestId));
    }

    private static PropertyInfo[] Properties(Type type) =>
        type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly);

    private static Type? Property<T>(string name) => typeof(T).GetProperty(name)?.PropertyType;
}
