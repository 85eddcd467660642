using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace LocalCloud.Gateway;

/// <summary>A call as the tables of permissions see it: what it asks for is read, nothing of it is judged.</summary>
internal sealed class ServiceCall
{
    private readonly JsonElement _body;

    /// <param name="context">The request.</param>
    /// <param name="account">Whose resources it is about.</param>
    /// <param name="body">The body where it is JSON; what is none is empty here, and the service refuses it.</param>
    public ServiceCall(HttpContext context, AwsAccount account, ReadOnlyMemory<byte> body)
    {
        (Context, Account) = (context, account);
        try
        {
            using var document = JsonDocument.Parse(body, new() { MaxDepth = 128 });
            _body = document.RootElement.Clone();
        }
        catch (JsonException)
        {
            _body = default;
        }
    }

    private ServiceCall(HttpContext context, AwsAccount account, JsonElement body) => (Context, Account, _body) = (context, account, body);

    public HttpContext Context { get; }

    public AwsAccount Account { get; }

    /// <summary>The operation of a service that names it in a header.</summary>
    public string Target => Context.Request.Headers["X-Amz-Target"].ToString() is var target ? target[(target.IndexOf('.', StringComparison.Ordinal) + 1)..] : "";

    /// <summary>A text of the body; empty where there is none, so that a resource named by it fits no policy but one of everything.</summary>
    public string Text(string name) => TextIfAny(name) ?? "";

    public string? TextIfAny(string name) => Find(name) is { ValueKind: JsonValueKind.String } text ? TextOf(text) : null;

    /// <summary>Words of the body as condition keys have them: texts, numbers, true and false.</summary>
    public string? Word(string name) => Find(name) switch
    {
        { ValueKind: JsonValueKind.String } text => TextOf(text),
        { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } word => word.GetRawText(),
        _ => null,
    };

    /// <summary>A member as a call of its own; one without members where there is no such object.</summary>
    public ServiceCall In(string name) => new(Context, Account, Find(name) ?? default);

    public IEnumerable<ServiceCall> Items(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray().Select(item => new ServiceCall(Context, Account, item)) : [];

    /// <summary>The texts of a list; what is no text is an empty one.</summary>
    public IEnumerable<string> Texts(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Array } items ? items.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.String ? TextOf(item) ?? "" : "") : [];

    public IEnumerable<string> Names(string name) =>
        Find(name) is { ValueKind: JsonValueKind.Object } map ? map.EnumerateObject().Select(member => member.Name) : [];

    /// <summary>The name itself where it is an ARN already, else the ARN of what has the name.</summary>
    public string Arn(string service, string kind, string nameOrArn) =>
        nameOrArn.StartsWith("arn:", StringComparison.Ordinal) ? nameOrArn : Account.Arn(service, kind + nameOrArn);

    private JsonElement? Find(string name) => _body.ValueKind == JsonValueKind.Object && _body.TryGetProperty(name, out var value) ? value : null;

    private static string? TextOf(JsonElement text)
    {
        try
        {
            return text.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair: no name of anything.
            return null;
        }
    }
}
