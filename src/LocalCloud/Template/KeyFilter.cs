namespace LocalCloud.Template;

/// <summary>The key filter of a bucket notification: at most one prefix and one suffix.</summary>
internal static class KeyFilter
{
    public static (string Prefix, string Suffix) Read(PropertyReader filter, string name, string list = "Rules")
    {
        var (prefix, suffix) = ("", "");
        var key = filter.Map(name);
        foreach (var rule in key?.Maps(list) ?? [])
        {
            switch (rule.RequiredText("Name").ToUpperInvariant())
            {
                case "PREFIX":
                    prefix = rule.RequiredText("Value");
                    break;
                case "SUFFIX":
                    suffix = rule.RequiredText("Value");
                    break;
                case var other:
                    rule.Refuse("Name", $"a key filter's Name is prefix or suffix, not {other}");
                    break;
            }

            rule.Finish();
        }

        key?.Finish();
        return (prefix, suffix);
    }
}
