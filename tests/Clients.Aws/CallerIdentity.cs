using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace Clients.Aws;

/// <summary>Says whom STS takes the caller for.</summary>
internal static class CallerIdentity
{
    public static async Task<int> TellAsync()
    {
        using var sts = new AmazonSecurityTokenServiceClient();
        Console.WriteLine((await sts.GetCallerIdentityAsync(new GetCallerIdentityRequest())).Arn);

        return 0;
    }
}
