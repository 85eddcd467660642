using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Aws.Tests.Sdk;

/// <summary>JSON is read and written by generated code only, or the functions would not survive trimming.</summary>
public sealed class NoReflectionTests
{
    [Theory]
    [InlineData("AWSSDK.Batch")]
    [InlineData("AWSSDK.CloudWatchLogs")]
    [InlineData("AWSSDK.EventBridge")]
    [InlineData("AWSSDK.ServiceRuntime")]
    public void The_assembly_does_not_know_the_serializer(string assembly)
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, $"{assembly}.dll")));
        var metadata = file.GetMetadataReader();

        var types = metadata.TypeReferences
            .Select(metadata.GetTypeReference)
            .Select(type => $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}")
            .ToList();

        Assert.Contains("System.Text.Json.Utf8JsonWriter", types);
        Assert.DoesNotContain("System.Text.Json.JsonSerializer", types);
        Assert.DoesNotContain(types, type => type.StartsWith("System.Reflection.Emit", StringComparison.Ordinal));
    }
}
