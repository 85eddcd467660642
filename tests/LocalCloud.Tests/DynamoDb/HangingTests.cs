using System.Diagnostics;
using System.Globalization;
using LocalCloud.Gateway;
using LocalCloud.Stack;
using LocalCloud.State;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace LocalCloud.Tests.DynamoDb;

/// <summary>A dynalite that answers nobody any more is not waited for for ever, and is not the last one.</summary>
public sealed class HangingTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("dynalite-").FullName;
    private readonly FakeTimeProvider _time = new();
    private StateDatabase? _database;
    private DynamoDbOnDemand? _service;

    private DynamoDbOnDemand Service => _service ?? throw new InvalidOperationException("Not started.");

    public async ValueTask InitializeAsync()
    {
        _database = StateDatabase.Open(Path.Combine(_folder, "state.db"));
        _service = new(null, DynaliteSettings.In(_folder) with { Time = _time }, _database);
        await _service.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await (_service?.DisposeAsync() ?? ValueTask.CompletedTask);
        await (_database?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task One_that_hangs_is_ended_after_half_a_minute_and_the_next_request_starts_another()
    {
        var hanging = Child();
        using var stop = Process.Start("kill", ["-STOP", hanging.ToString(CultureInfo.InvariantCulture)]);
        await stop.WaitForExitAsync(TestContext.Current.CancellationToken);

        var unanswered = ListTablesAsync();
        while (!unanswered.IsCompleted)
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            await Task.Yield();
        }

        var told = await Assert.ThrowsAsync<AwsException>(() => unanswered);
        Assert.Contains("hangs, and is started again: It has answered nothing for 30 seconds.", told.Message, StringComparison.Ordinal);
        while (!await IsAnsweredAsync())
        {
            // It takes the system a moment to end the first.
        }

        Assert.NotEqual(hanging, Child());
    }

    private async Task<bool> IsAnsweredAsync()
    {
        try
        {
            return await ListTablesAsync() == StatusCodes.Status200OK;
        }
        catch (AwsException)
        {
            return false;
        }
    }

    private async Task<int> ListTablesAsync()
    {
        DefaultHttpContext context = new() { Request = { Method = "POST", Body = new MemoryStream("{}"u8.ToArray()), ContentLength = 2 }, Response = { Body = new MemoryStream() } };
        context.Request.Headers["X-Amz-Target"] = "DynamoDB_20120810.ListTables";
        context.Request.Headers.Authorization = "AWS4-HMAC-SHA256 Credential=AKIA/20300101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00";
        context.Request.Headers["X-Amz-Date"] = "20300101T000000Z";
        await Service.HandleAsync(context);

        return context.Response.StatusCode;
    }

    /// <summary>The one process that has the folder among its arguments.</summary>
    private int Child() => Assert.Single(ProcessRow.All(), row =>
        row.Parent == Environment.ProcessId && File.ReadAllText($"/proc/{row.Id.ToString(CultureInfo.InvariantCulture)}/cmdline").Contains(_folder, StringComparison.Ordinal)).Id;
}
