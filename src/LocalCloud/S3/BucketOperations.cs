using LocalCloud.Gateway;
using Microsoft.AspNetCore.Http;

namespace LocalCloud.S3;

/// <summary>The operations on buckets, lists of objects aside.</summary>
internal sealed class BucketOperations(AwsAccount account, S3Store store)
{
    public async Task ListBucketsAsync(S3Request request)
    {
        var prefix = request.Parameter("prefix") ?? "";
        var buckets = await store.RunAsync(desk => desk.Buckets.Select(bucket => (bucket.Name, bucket.CreatedAt)).ToList(), request.Aborted);
        await S3Xml.WriteAsync(request.Context, "ListAllMyBucketsResult", xml =>
        {
            xml.Element("Owner", () => xml.Element("ID", account.AccountId));
            xml.Element("Buckets", () =>
            {
                foreach (var (name, createdAt) in buckets.Where(bucket => bucket.Name.StartsWith(prefix, StringComparison.Ordinal)))
                {
                    xml.Element("Bucket", () =>
                    {
                        xml.Element("Name", name);
                        xml.Element("CreationDate", S3Xml.Time(createdAt));
                    });
                }
            });
        });
    }

    public async Task CreateBucketAsync(S3Request request)
    {
        BucketName.Check(request.Bucket);
        ObjectHeaders.RefuseOthers(request);
        var body = await BodyReader.ReadAsync(request.Context, 64 * 1024);
        if (body.Length > 0)
        {
            var (root, _) = S3Xml.ReadList(body, "CreateBucketConfiguration", "Tags");
            if (root.GetValueOrDefault("LocationConstraint") is { } region && region != account.Region)
            {
                throw new AwsException("InvalidLocationConstraint", $"The specified location-constraint is not valid: {region}. The local region is {account.Region}.");
            }
        }

        await store.RunAsync(desk => Create(desk, request.Bucket), request.Aborted);
        request.Context.Response.Headers.Location = "/" + request.Bucket;
    }

    public async Task HeadBucketAsync(S3Request request)
    {
        await store.RunAsync(desk => desk.Find(request.Bucket), request.Aborted);
    }

    public async Task DeleteBucketAsync(S3Request request)
    {
        await store.RunAsync(desk => desk.RemoveBucket(request.Bucket), request.Aborted);
        request.Context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    public async Task GetBucketLocationAsync(S3Request request)
    {
        await store.RunAsync(desk => desk.Find(request.Bucket), request.Aborted);
        // AWS: us-east-1 is the empty location (API_GetBucketLocation).
        await S3Xml.WriteAsync(request.Context, "LocationConstraint", xml => xml.WriteString(account.Region == "us-east-1" ? "" : account.Region));
    }

    public async Task GetBucketVersioningAsync(S3Request request)
    {
        var isVersioned = await store.RunAsync(desk => desk.Find(request.Bucket).Settings.IsVersioned, request.Aborted);
        await S3Xml.WriteAsync(request.Context, "VersioningConfiguration", xml => xml.Element("Status", isVersioned ? "Enabled" : null));
    }

    public async Task PutBucketVersioningAsync(S3Request request)
    {
        var (root, _) = S3Xml.ReadList(await BodyReader.ReadAsync(request.Context, 64 * 1024), "VersioningConfiguration", "none");
        if (root.GetValueOrDefault("Status") != "Enabled" || root.ContainsKey("MfaDelete"))
        {
            throw S3Errors.NotImplemented("A versioning configuration other than Status Enabled");
        }

        await store.RunAsync(desk => desk.Put(desk.Find(request.Bucket).Settings with { IsVersioned = true }), request.Aborted);
    }

    private static BucketIndex Create(S3Desk desk, string name) => desk.Buckets.Any(bucket => bucket.Name == name)
        ? throw new AwsException("BucketAlreadyOwnedByYou", "Your previous request to create the named bucket succeeded and you already own it.", 409)
        : desk.Put(new() { Name = name });
}
