using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.Annotations.APIGateway;
using BatchFunctions.Http;
using BatchFunctions.Wire;

namespace BatchFunctions.Resources;

/// <summary>Answers of the resource routes, in AWS's field names.</summary>
internal static class ResourceAnswer
{
    /// <summary>201 with the name and ARN, and where it can be read.</summary>
    /// <param name="kind">What AWS's names of these two begin with; empty where they are <c>name</c> and <c>arn</c>, as of scheduling policies.</param>
    public static IHttpResult Created(string path, string kind, CreatedResource created) =>
        Named(HttpStatusCode.Created, kind, created.Name, created.Arn, created.Revision)
            .AddHeader("location", $"{path}/{Uri.EscapeDataString(created.Name)}");

    /// <summary>202: AWS Batch carries it out in its own time.</summary>
    public static IHttpResult Changing(string kind, string name, string? arn) => Named(HttpStatusCode.Accepted, kind, name, arn, null);

    /// <summary>A page that an answer can carry: one that is too much is asked for again with fewer items, so that its token goes on behind them.</summary>
    /// <param name="read">Asks AWS Batch for a page of so many items.</param>
    // AWS: a job definition may have 24 KiB (AWS Batch quotas): one always fits.
    public static async Task<IHttpResult> PageAsync<T>(string member, int limit, Func<int, Task<(List<T>? Items, string? Next)>> read, JsonTypeInfo<List<T>> shape)
    {
        var page = await read(limit);
        while (page.Items is { Count: > 1 } items && Fewer(items, shape) is { } fewer)
        {
            page = await read(fewer);
        }

        return Answer.Ok(writer =>
        {
            writer.WriteStartObject();
            writer.WritePropertyName(member);
            JsonSerializer.Serialize(writer, page.Items ?? [], shape);
            if (page.Next is not null)
            {
                writer.WriteString("nextToken", page.Next);
            }

            writer.WriteEndObject();
        });
    }

    /// <summary>How many items to ask for instead; <c>null</c> where they can be sent.</summary>
    private static int? Fewer<T>(List<T> items, JsonTypeInfo<List<T>> shape)
    {
        var body = JsonText.Bytes(writer => JsonSerializer.Serialize(writer, items, shape));

        return Envelope.Takes(body) ? null : Envelope.Fewer(items.Count, body);
    }

    /// <exception cref="ProblemException">There is none.</exception>
    public static IHttpResult One<T>(string what, string name, List<T>? items, JsonTypeInfo<T> shape) => items is [var item, ..]
        ? Answer.Ok(writer => JsonSerializer.Serialize(writer, item, shape))
        : throw new ProblemException(Problem.NotFound($"There is no {what} '{name}'."));

    private static IHttpResult Named(HttpStatusCode status, string kind, string name, string? arn, int? revision) => Answer.Json(status, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString(Field(kind, "Name"), name);
        if (arn is not null)
        {
            writer.WriteString(Field(kind, "Arn"), arn);
        }

        if (revision is { } number)
        {
            writer.WriteNumber("revision", number);
        }

        writer.WriteEndObject();
    });

    private static string Field(string kind, string member) => kind.Length == 0 ? member.ToLowerInvariant() : kind + member;
}
