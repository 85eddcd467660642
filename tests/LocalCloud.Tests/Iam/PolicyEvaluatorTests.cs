using LocalCloud.Iam;

namespace LocalCloud.Tests.Iam;

/// <summary>Each case: statements, a request, what IAM says of it (IAM user guide, policy evaluation logic and condition operators).</summary>
public sealed class PolicyEvaluatorTests
{
    private const string Item = "arn:aws:s3:::data/in/one.txt";

    [Theory]
    [InlineData("""{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::data/*"}""", true)]
    [InlineData("""{"Effect":"Allow","Action":"S3:getobject","Resource":"arn:aws:s3:::data/*"}""", true)]
    [InlineData("""{"Effect":"Allow","Action":["s3:Put*","s3:Get*"],"Resource":"*"}""", true)]
    [InlineData("""{"Effect":"Allow","Action":"s3:Get?bject","Resource":"arn:aws:s3:::data/in/???.txt"}""", true)]
    [InlineData("""{"Effect":"Allow","Action":"s3:Get","Resource":"*"}""", false)]
    [InlineData("""{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::data"}""", false)]
    [InlineData("""{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::DATA/*"}""", false)]
    [InlineData("""{"Effect":"Allow","NotAction":"s3:Delete*","Resource":"*"}""", true)]
    [InlineData("""{"Effect":"Allow","NotAction":"s3:Get*","Resource":"*"}""", false)]
    [InlineData("""{"Effect":"Allow","Action":"*","NotResource":"arn:aws:s3:::data/out/*"}""", true)]
    [InlineData("""{"Effect":"Allow","Action":"*","NotResource":["arn:aws:s3:::data/in/*"]}""", false)]
    public void Actions_and_resources_fit_by_pattern_and_by_its_opposite(string statement, bool isAllowed) =>
        Assert.Equal(isAllowed, IsAllowed(statement, Item));

    [Fact]
    public void What_no_statement_allows_is_not_allowed_and_a_denial_beats_every_allowance_wherever_it_stands()
    {
        const string all = """{"Effect":"Allow","Action":"*","Resource":"*"}""";
        const string no = """{"Effect":"Deny","Action":"s3:GetObject","Resource":"arn:aws:s3:::data/in/*"}""";

        Assert.IsType<Decision.NotAllowed>(Decide("", Item));
        Assert.IsType<Decision.Denied>(Decide($"{all},{no}", Item));
        Assert.IsType<Decision.Denied>(Decide($"{no},{all}", Item));
        Assert.IsType<Decision.Allowed>(Decide($"{no},{all}", "arn:aws:s3:::data/out/one.txt"));
    }

    [Theory]
    [InlineData("""{"StringEquals":{"k:one":"red"}}""", true)]
    [InlineData("""{"StringEquals":{"K:ONE":["blue","red"]}}""", true)]
    [InlineData("""{"StringEquals":{"k:one":"r*"}}""", false)]
    [InlineData("""{"StringEquals":{"k:one":"Red"}}""", false)]
    [InlineData("""{"StringEqualsIgnoreCase":{"k:one":"Red"}}""", true)]
    [InlineData("""{"StringLike":{"k:one":"r?d"}}""", true)]
    [InlineData("""{"StringNotEquals":{"k:one":["blue","red"]}}""", false)]
    [InlineData("""{"StringNotEquals":{"k:one":"blue"}}""", true)]
    [InlineData("""{"StringNotEqualsIgnoreCase":{"k:one":"RED"}}""", false)]
    [InlineData("""{"StringNotLike":{"k:one":"r*"}}""", false)]
    [InlineData("""{"StringEquals":{"k:none":"red"}}""", false)]
    [InlineData("""{"StringNotEquals":{"k:none":"red"}}""", true)]
    [InlineData("""{"StringEqualsIfExists":{"k:none":"red"}}""", true)]
    [InlineData("""{"StringEqualsIfExists":{"k:one":"blue"}}""", false)]
    [InlineData("""{"StringEquals":{"k:one":"red"},"NumericLessThan":{"k:number":"3"}}""", false)]
    [InlineData("""{"StringEquals":{"k:one":"red","k:none":"x"}}""", false)]
    [InlineData("""{"Null":{"k:none":"true"}}""", true)]
    [InlineData("""{"Null":{"k:one":true}}""", false)]
    [InlineData("""{"Null":{"k:one":"false"}}""", true)]
    [InlineData("""{"NumericEquals":{"k:number":3}}""", true)]
    [InlineData("""{"NumericEquals":{"k:number":"3.0"}}""", true)]
    [InlineData("""{"NumericNotEquals":{"k:number":"4"}}""", true)]
    [InlineData("""{"NumericLessThan":{"k:number":"3"}}""", false)]
    [InlineData("""{"NumericLessThanEquals":{"k:number":"3"}}""", true)]
    [InlineData("""{"NumericGreaterThan":{"k:number":"2"}}""", true)]
    [InlineData("""{"NumericGreaterThanEquals":{"k:number":"3.5"}}""", false)]
    [InlineData("""{"NumericLessThan":{"k:one":"3"}}""", false)]
    [InlineData("""{"Bool":{"k:flag":"true"}}""", true)]
    [InlineData("""{"Bool":{"k:flag":false}}""", false)]
    [InlineData("""{"BoolIfExists":{"k:none":"true"}}""", true)]
    [InlineData("""{"IpAddress":{"k:ip":"10.1.0.0/16"}}""", true)]
    [InlineData("""{"IpAddress":{"k:ip":["192.168.0.0/16","10.1.2.3"]}}""", true)]
    [InlineData("""{"NotIpAddress":{"k:ip":"10.1.0.0/16"}}""", false)]
    [InlineData("""{"DateGreaterThan":{"k:time":"2026-01-01T00:00:00Z"}}""", true)]
    [InlineData("""{"DateLessThan":{"k:time":"1767225600"}}""", false)]
    [InlineData("""{"ArnLike":{"k:arn":"arn:aws:iam::*:role/team/*"}}""", true)]
    [InlineData("""{"ArnEquals":{"k:arn":"arn:aws:iam::123456789012:role/*"}}""", true)]
    [InlineData("""{"ArnLike":{"k:arn":"arn:aws:*:role/team/x"}}""", false)]
    [InlineData("""{"ArnNotLike":{"k:arn":"arn:aws:iam::*:role/team/*"}}""", false)]
    [InlineData("""{"ArnLike":{"k:one":"*"}}""", false)]
    [InlineData("""{"ForAllValues:StringEquals":{"k:many":["a","b","c"]}}""", true)]
    [InlineData("""{"ForAllValues:StringEquals":{"k:many":["a"]}}""", false)]
    [InlineData("""{"ForAllValues:StringEquals":{"k:none":["a"]}}""", true)]
    [InlineData("""{"ForAnyValue:StringEquals":{"k:many":["b","z"]}}""", true)]
    [InlineData("""{"ForAnyValue:StringEquals":{"k:many":["z"]}}""", false)]
    [InlineData("""{"ForAnyValue:StringEquals":{"k:none":["a"]}}""", false)]
    [InlineData("""{"ForAllValues:StringNotEquals":{"k:many":["z"]}}""", true)]
    [InlineData("""{"ForAllValues:StringNotEquals":{"k:many":["a"]}}""", false)]
    [InlineData("""{"ForAnyValue:StringNotLike":{"k:many":["a*"]}}""", true)]
    [InlineData("""{"StringEquals":{"k:many":"a"}}""", false)]
    public void Conditions_hold_or_not(string condition, bool isAllowed) =>
        Assert.Equal(isAllowed, IsAllowed($$"""{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{condition}}}""", Item));

    [Theory]
    [InlineData("arn:aws:s3:::data/${k:folder}/*", "arn:aws:s3:::data/in/one.txt", true)]
    [InlineData("arn:aws:s3:::data/${k:one}/*", "arn:aws:s3:::data/in/one.txt", false)]
    [InlineData("arn:aws:s3:::data/${k:none}*", "arn:aws:s3:::data/in/one.txt", false)]
    [InlineData("arn:aws:s3:::data/${k:none, 'in'}/*", "arn:aws:s3:::data/in/one.txt", true)]
    [InlineData("arn:aws:s3:::data/${*}", "arn:aws:s3:::data/in/one.txt", false)]
    [InlineData("arn:aws:s3:::data/${*}", "arn:aws:s3:::data/*", true)]
    [InlineData("arn:aws:s3:::data/${k:star}", "arn:aws:s3:::data/in/one.txt", false)]
    [InlineData("arn:aws:s3:::data/${k:star}", "arn:aws:s3:::data/*", true)]
    public void Variables_take_their_values_from_the_request_and_a_star_in_a_value_is_no_wildcard(string resource, string asked, bool isAllowed) =>
        Assert.Equal(isAllowed, IsAllowed($$"""{"Effect":"Allow","Action":"*","Resource":"{{resource}}"}""", asked));

    [Fact]
    public void In_the_older_version_of_the_language_a_variable_is_text_like_any_other()
    {
        const string policy = """{"Statement":{"Effect":"Allow","Action":"*","Resource":"arn:aws:s3:::data/${k:folder}/*"}}""";

        Assert.IsType<Decision.NotAllowed>(PolicyEvaluator.Decide(PolicyParser.Parse(policy), Request(Item)));
        Assert.IsType<Decision.Allowed>(PolicyEvaluator.Decide(PolicyParser.Parse(policy), Request("arn:aws:s3:::data/${k:folder}/x")));
    }

    [Theory]
    [InlineData("StringSounds")]
    [InlineData("ForAnyValue:Matches")]
    [InlineData("NullIfExists")]
    public void An_operator_that_is_not_known_denies_and_is_named(string unknown)
    {
        var decision = Decide("""{"Effect":"Allow","Action":"*","Resource":"*"},{"Effect":"Allow","Action":"s3:*","Resource":"*","Condition":{"OPERATOR":{"k:one":"red"}}}""".Replace("OPERATOR", unknown, StringComparison.Ordinal), Item);

        Assert.Equal(unknown, Assert.IsType<Decision.Unclear>(decision).Operator);
    }

    [Fact]
    public void An_operator_that_is_not_known_is_no_matter_where_its_statement_is_about_something_else() => Assert.True(IsAllowed(
        """{"Effect":"Allow","Action":"s3:*","Resource":"*"},{"Effect":"Allow","Action":"sqs:*","Resource":"*","Condition":{"StringSounds":{"k:one":"red"}}}""", Item));

    [Theory]
    [InlineData("""[]""", "a map with a Statement")]
    [InlineData("""{"Version":"2020-01-01","Statement":[]}""", "Version")]
    [InlineData("""{"Statement":[1]}""", "a Statement is a map")]
    [InlineData("""{"Statement":{"Effect":"allow","Action":"*","Resource":"*"}}""", "Effect is Allow or Deny")]
    [InlineData("""{"Statement":{"Effect":"Allow","Resource":"*"}}""", "either Action or NotAction")]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"*","NotAction":"*","Resource":"*"}}""", "either Action or NotAction")]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"*"}}""", "either Resource or NotResource")]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Principal":"*"}}""", "no Principal")]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":"true"}}}""", "a map of operators")]
    [InlineData("""{"Statement":{"Effect":"Allow","Action":{"a":1},"Resource":"*"}}""", "Action holds texts")]
    public void What_is_no_policy_of_an_identity_is_refused_with_the_reason(string policy, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => PolicyParser.Parse(policy)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_pattern_of_many_stars_is_soon_compared_with_a_long_text()
    {
        var pattern = Wildcards.Compile(string.Concat(Enumerable.Repeat("*a", 200)) + "*b", null) ?? "";

        Assert.False(Wildcards.Match(pattern, new string('a', 10_000)));
    }

    private static bool IsAllowed(string statements, string resource) => Decide(statements, resource) is Decision.Allowed;

    private static Decision Decide(string statements, string resource) =>
        PolicyEvaluator.Decide(PolicyParser.Parse($$"""{"Version":"2012-10-17","Statement":[{{statements}}]}"""), Request(resource));

    private static IamRequest Request(string resource) => new("s3:GetObject", resource, new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase)
    {
        ["k:one"] = ["red"],
        ["k:many"] = ["a", "b"],
        ["k:number"] = ["3"],
        ["k:flag"] = ["True"],
        ["k:ip"] = ["10.1.2.3"],
        ["k:time"] = ["2026-11-30T12:00:00Z"],
        ["k:arn"] = ["arn:aws:iam::123456789012:role/team/reader"],
        ["k:folder"] = ["in"],
        ["k:star"] = ["*"],
    });
}
