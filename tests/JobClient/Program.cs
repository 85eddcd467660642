using Amazon.Runtime;
using Amazon.S3;
using Amazon.SecurityToken;

// No settings: region, endpoint and credentials are those that the job finds in its environment. One line an operation, and
// a refusal is a line too, so that a test reads in the log what the job saw.
foreach (var operation in args)
{
    try
    {
        Console.WriteLine($"{operation}: {await RunAsync(operation.Split(' '))}");
    }
    catch (AmazonServiceException refused)
    {
        Console.WriteLine($"{operation}: {refused.ErrorCode} {refused.Message}");
    }
}

static async Task<string> RunAsync(string[] words)
{
    using AmazonS3Client s3 = new();
    switch (words)
    {
        case ["read", var bucket, var key]:
            using (var found = await s3.GetObjectAsync(bucket, key))
            using (StreamReader text = new(found.ResponseStream))
            {
                return await text.ReadToEndAsync();
            }

        case ["write", var bucket, var key, var text]:
            await s3.PutObjectAsync(new() { BucketName = bucket, Key = key, ContentBody = text });
            return "written";
        case ["identity"]:
            using (AmazonSecurityTokenServiceClient sts = new())
            {
                return (await sts.GetCallerIdentityAsync(new())).Arn;
            }

        case ["metadata", .. var path]:
            using (HttpClient http = new())
            {
                return await http.GetStringAsync(Environment.GetEnvironmentVariable("ECS_CONTAINER_METADATA_URI_V4") + string.Concat(path));
            }

        case ["gather", var port]:
            return $"{await Nodes.GatherAsync(int.Parse(port, null))} nodes";

        case ["report", var port]:
            return await Nodes.ReportAsync(int.Parse(port, null));

        default:
            throw new ArgumentException($"read BUCKET KEY, write BUCKET KEY TEXT, identity, metadata PATH, gather PORT or report PORT, not: {string.Join(' ', words)}");
    }
}
