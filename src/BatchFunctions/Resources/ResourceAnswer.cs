using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.Annotations.APIGateway;
using BatchFunctions.Http;

namespace BatchFunctions.Resources;

/// <summary>Answers of the resource routes, in AWS's field names.</summary>
internal static class ResourceAnswer
{
    /// <summary>201 with the name and ARN, and where it can be read.</summary>
    public static IHttpResult Created(string path, string kind, CreatedResource created) =>
        Named(HttpStatusCode.Created, kind, created.Name, created.Arn, created.Revision)
            .AddHeader("location", $"{path}/{Uri.EscapeDataString(created.Name)}");

    /// <summary>202: AWS Batch carries it out in its own time.</summary>
    public static IHttpResult Changing(string kind, string name, string? arn) => Named(HttpStatusCode.Accepted, kind, name, arn, null);

    public static IHttpResult Page<T>(string member, List<T>? items, string? next, JsonTypeInfo<List<T>> shape) => Answer.Ok(writer =>
    {
        writer.WriteStartObject();
        writer.WritePropertyName(member);
        JsonSerializer.Serialize(writer, items ?? [], shape);
        if (next is not null)
        {
            writer.WriteString("nextToken", next);
        }

        writer.WriteEndObject();
    });

    /// <exception cref="ProblemException">There is none.</exception>
    public static IHttpResult One<T>(string what, string name, List<T>? items, JsonTypeInfo<T> shape) => items is [var item, ..]
        ? Answer.Ok(writer => JsonSerializer.Serialize(writer, item, shape))
        : throw new ProblemException(Problem.NotFound($"There is no {what} '{name}'."));

    private static IHttpResult Named(HttpStatusCode status, string kind, string name, string? arn, int? revision) => Answer.Json(status, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString($"{kind}Name", name);
        if (arn is not null)
        {
            writer.WriteString($"{kind}Arn", arn);
        }

        if (revision is { } number)
        {
            writer.WriteNumber("revision", number);
        }

        writer.WriteEndObject();
    });
}
