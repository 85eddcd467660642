using System.Text;
using System.Text.Json;
using LocalBatch.Tests.Support;

namespace LocalBatch.Tests.Wire;

/// <summary>The operations of the model, and those that are served.</summary>
public sealed class OperationListTests
{
    private static readonly JsonElement Operations =
        JsonElement.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "batch.model.json"))).GetProperty("operations");

    public static TheoryData<string> Names => [.. Operations.EnumerateObject().Select(operation => operation.Name)];

    [Fact]
    public void There_are_48() => Assert.Equal(48, Operations.EnumerateObject().Count());

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Each_answers_or_says_what_is_wrong_with_an_empty_request(string name)
    {
        await using var local = await LocalEngine.OpenAsync();
        var operation = Operations.GetProperty(name);
        var path = operation.Text("path").Replace("{resourceArn}", "none", StringComparison.Ordinal);

        var response = await local.Engine.HandleAsync(new(operation.Text("method"), path, "{}"u8.ToArray()), TestContext.Current.CancellationToken);

        Assert.True(response.StatusCode is 200 or 400, $"{name} answered {response.StatusCode}: {Encoding.UTF8.GetString(response.Body.Span)}");
    }
}
