using System.Collections.Frozen;

namespace LocalCloud.Template;

/// <summary>The types of parameters that CloudFormation has (user guide, Parameters: AWS-specific and SSM parameter types).</summary>
/// <param name="Item">Type of the value, or of each of the values.</param>
/// <param name="IsList">Values with commas between them.</param>
/// <param name="IsStored">The value given is the name of a parameter of Parameter Store, which holds the one meant.</param>
internal sealed record ParameterType(string Item, bool IsList, bool IsStored)
{
    private const string Stored = "AWS::SSM::Parameter::Value<";
    private const string ListOf = "List<";

    /// <summary>What ids of things look like that mean nothing on one machine; a type without one is a name.</summary>
    private static readonly FrozenDictionary<string, string> Things = new Dictionary<string, string>
    {
        ["AWS::EC2::VPC::Id"] = "vpc",
        ["AWS::EC2::Subnet::Id"] = "subnet",
        ["AWS::EC2::SecurityGroup::Id"] = "sg",
        ["AWS::EC2::Image::Id"] = "ami",
        ["AWS::EC2::Instance::Id"] = "i",
        ["AWS::EC2::Volume::Id"] = "vol",
        ["AWS::EC2::KeyPair::KeyName"] = "",
        ["AWS::EC2::SecurityGroup::GroupName"] = "",
        ["AWS::EC2::AvailabilityZone::Name"] = "",
        ["AWS::Route53::HostedZone::Id"] = "",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly string[] Plain = ["String", "Number", "CommaDelimitedList", "AWS::SSM::Parameter::Name"];

    public bool IsThing => Things.ContainsKey(Item);

    /// <summary><c>null</c> where there is no such type.</summary>
    public static ParameterType? Parse(string type)
    {
        if (type.StartsWith(Stored, StringComparison.Ordinal) && type.EndsWith('>'))
        {
            return Parse(type[Stored.Length..^1]) is { IsStored: false } inner ? inner with { IsStored = true } : null;
        }

        if (type.StartsWith(ListOf, StringComparison.Ordinal) && type.EndsWith('>'))
        {
            return Parse(type[ListOf.Length..^1]) is { IsList: false, IsStored: false } inner ? inner with { IsList = true } : null;
        }

        return type == "CommaDelimitedList" ? new("String", IsList: true, IsStored: false)
            : Plain.Contains(type) || Things.ContainsKey(type) ? new(type, IsList: false, IsStored: false)
            : null;
    }

    /// <summary>The types that there are, for errors.</summary>
    public static IEnumerable<string> All => [.. Plain, .. Things.Keys.Order(StringComparer.Ordinal), "List<Number>", "AWS::SSM::Parameter::Value<String>"];

    /// <summary>A value of the right form that stands for something nobody has here; the same at every start.</summary>
    public string MadeUp(string name, MadeUpValues values, string region)
    {
        // Three: templates pick the second or third of their subnets.
        IEnumerable<string> seeds = IsList ? ["a", "b", "c"] : ["a"];

        return string.Join(',', seeds.Select(seed => Item switch
        {
            "AWS::EC2::AvailabilityZone::Name" => region + seed,
            "AWS::Route53::HostedZone::Id" => "Z" + values.Id("", name + seed)[1..14].ToUpperInvariant(),
            _ when Things.GetValueOrDefault(Item) is { Length: > 0 } prefix => values.Id(prefix, name + seed),
            _ => IsList ? $"{name}-{seed}" : name,
        }));
    }
}
