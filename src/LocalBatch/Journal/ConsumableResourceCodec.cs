using LocalBatch.Resources;

namespace LocalBatch.Journal;

/// <summary>A consumable resource as the journal keeps it. Who holds of it is known from the jobs.</summary>
internal static class ConsumableResourceCodec
{
    public static byte[] Write(ConsumableResource resource)
    {
        var writer = new BlobWriter();
        writer.Flag(resource.IsReplenishable);
        writer.Number(resource.CreatedAt);
        writer.Number(resource.Quantity);
        writer.Map(resource.Tags);
        writer.List(resource.Tokens, static (to, use) =>
        {
            to.Text(use.Token);
            to.Text(use.Change);
            to.Number(use.At);
        });

        return writer.Written.ToArray();
    }

    public static ConsumableResource Read(BlobReader reader, string name, string arn)
    {
        var resource = new ConsumableResource(name, arn, isReplenishable: reader.Flag(), createdAt: reader.Number())
        {
            Quantity = reader.Number(),
            Tags = reader.Map() ?? Resources.Empty.Map,
        };
        resource.Tokens.AddRange(reader.List(static from => new TokenUse(from.RequiredText(), from.RequiredText(), from.Number())));

        return resource;
    }
}
