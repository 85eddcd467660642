using LocalCloud.Gateway;
using Microsoft.AspNetCore.Http;

namespace LocalCloud.DynamoDb;

/// <summary>The DynamoDB endpoint: dynalite, or whatever listens at the given address.</summary>
internal sealed class DynamoDbService(Uri endpoint, AwsAccount account, LocalCloud.State.StateDatabase database, TimeProvider time) : IAwsService
{
    public string SigningName => "dynamodb";

    public Task HandleAsync(HttpContext context) => throw new NotImplementedException($"{endpoint} {account} {database} {time}");
}
