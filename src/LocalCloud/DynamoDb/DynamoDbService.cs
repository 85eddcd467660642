using System.Net;
using System.Text;
using System.Text.Json;
using LocalCloud.Gateway;
using Microsoft.AspNetCore.Http;

namespace LocalCloud.DynamoDb;

/// <summary>The DynamoDB endpoint: dynalite, or whatever listens at the given address. What dynalite lacks of a table's settings is kept here.</summary>
internal sealed class DynamoDbService : IAwsService, IAsyncDisposable
{
    private const string ContentType = "application/x-amz-json-1.0";
    private const string TargetPrefix = "DynamoDB_20120810.";

    // AWS: what BatchWriteItem may carry (API_BatchWriteItem). dynalite ends over more.
    private const int LongestBody = 16 * 1024 * 1024;

    // AWS: 32 levels of attributes, and each is two of JSON; the rest is what lies around them.
    private const int DeepestBody = 80;

    // The longest request of a busy machine takes a part of it; and others are answered meanwhile.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(30);

    private readonly HttpClient _client;
    private readonly DynamoDbAddress _address;
    private readonly TableSettings _settings;
    private readonly Pulse _pulse;
    private readonly Action _hangs;

    /// <param name="address">Where it is.</param>
    /// <param name="settings">What dynalite lacks.</param>
    /// <param name="time">The clock.</param>
    /// <param name="hangs">Called when it answers nobody any more.</param>
    public DynamoDbService(DynamoDbAddress address, TableSettings settings, TimeProvider time, Action hangs)
    {
        _client = new(address.CreateHandler()) { BaseAddress = address.Url, Timeout = Timeout.InfiniteTimeSpan };
        _pulse = new(time, LongestSilence);
        (_address, _settings, _hangs) = (address, settings, hangs);
    }

    public string SigningName => "dynamodb";

    public IReadOnlyList<Demand> Demands(ServiceCall call) => DynamoDbPermissions.Of(call);

    public async Task HandleAsync(HttpContext context)
    {
        var body = await RequestReader.ReadBodyAsync(context, LongestBody);
        var operation = context.Request.Headers["X-Amz-Target"].ToString();
        if (!operation.StartsWith(TargetPrefix, StringComparison.Ordinal) || !operation[TargetPrefix.Length..].All(char.IsAsciiLetter))
        {
            throw new AwsException("UnknownOperationException", $"DynamoDB is called with a header X-Amz-Target: {TargetPrefix}Operation.");
        }

        Check(body);
        operation = operation[TargetPrefix.Length..];
        if (_settings.Find(operation, body) is { } own)
        {
            await OwnAsync(context, own);
        }
        else
        {
            using var response = await SendAsync(context, context.Request.Headers["X-Amz-Target"].ToString(), body);
            await CopyAsync(response, context);
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();

        return ValueTask.CompletedTask;
    }

    // dynalite trusts that a body is an object of little depth with simple expressions; it ends, or works for ever, where it is not.
    private static void Check(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new() { MaxDepth = DeepestBody });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                throw new FormatException("it must be an object.");
            }

            ExpressionLimits.Check(document.RootElement);
        }
        catch (Exception malformed) when (malformed is JsonException or FormatException)
        {
            throw new AwsException("SerializationException", $"The body is not valid JSON: {malformed.Message}");
        }
    }

    // The table must exist: dynalite knows that, and says it in DynamoDB's words.
    private async Task OwnAsync(HttpContext context, TableSetting setting)
    {
        var describe = Encoding.UTF8.GetBytes($$"""{"TableName":"{{JsonEncodedText.Encode(setting.TableName)}}"}""");
        using var table = await SendAsync(context, TargetPrefix + "DescribeTable", describe);
        if (table.StatusCode != HttpStatusCode.OK)
        {
            await CopyAsync(table, context);

            return;
        }

        await setting.SaveAsync();
        await JsonReply.WriteAsync(context, ContentType, setting.Write);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpContext context, string target, byte[] body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        request.Headers.TryAddWithoutValidation("X-Amz-Target", target);
        request.Headers.TryAddWithoutValidation("X-Amz-Date", context.Request.Headers["X-Amz-Date"].ToString());
        request.Headers.TryAddWithoutValidation("Authorization", context.Request.Headers.Authorization.ToString());
        try
        {
            // Not given up when the caller hangs up: dynalite ends over a request that breaks off.
            return await _pulse.AwaitAsync(_client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, CancellationToken.None));
        }
        catch (NoPulseException silent)
        {
            _hangs();
            throw new AwsException("InternalServerError", $"The local DynamoDB at {_address} hangs, and is started again: {silent.Message}", 500);
        }
        catch (HttpRequestException unreachable)
        {
            throw new AwsException("InternalServerError", $"The local DynamoDB at {_address} cannot be reached: {unreachable.Message}", 500);
        }
    }

    private static async Task CopyAsync(HttpResponseMessage response, HttpContext context)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        context.Response.ContentType = response.Content.Headers.ContentType?.ToString() ?? ContentType;
        context.Response.ContentLength = response.Content.Headers.ContentLength;
        if (response.Headers.TryGetValues("x-amz-crc32", out var checksum))
        {
            context.Response.Headers["x-amz-crc32"] = checksum.ToArray();
        }

        await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
