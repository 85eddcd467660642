using Clients.Aws;

// What jobs of tests call as "aws": a little of the AWS CLI, and of curl, made of the official SDK and its own way to credentials.
var words = args.Where(word => !word.StartsWith("--", StringComparison.Ordinal)).ToArray();
try
{
    return words switch
    {
        ["s3", "cp", var from, var to] => await S3Copy.CopyAsync(from, to),
        ["s3", "sync", var from, var to] => await S3Copy.SyncAsync(from, to),
        ["get", var url] => await Page.TellAsync(url),
        ["sts", "get-caller-identity"] => await CallerIdentity.TellAsync(),
        _ => Complain($"Unknown command: {string.Join(' ', args)}", 252),
    };
}
catch (Amazon.Runtime.AmazonServiceException exception)
{
    return Complain(exception.Message, 1);
}
catch (Amazon.Runtime.AmazonClientException exception)
{
    return Complain(exception.Message, 255);
}

static int Complain(string message, int exitCode)
{
    Console.Error.WriteLine(message);

    return exitCode;
}
