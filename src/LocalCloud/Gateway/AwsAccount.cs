namespace LocalCloud.Gateway;

/// <summary>The account and region that the local endpoints speak for.</summary>
/// <param name="Region">Such as <c>us-east-1</c>.</param>
/// <param name="AccountId">Twelve digits.</param>
internal sealed record AwsAccount(string Region, string AccountId)
{
    public string Arn(string service, string resource) => $"arn:aws:{service}:{Region}:{AccountId}:{resource}";
}
