using System.Text;
using System.Text.Json;
using Amazon.Batch.Internal;
using Amazon.Batch.Model;
using AWSSDK.ServiceRuntime.Json;

namespace Aws.Tests.Sdk;

/// <summary>What the service side says about a body that departs from the model.</summary>
public sealed class FindingsTests
{
    [Theory]
    [InlineData("""{"jobNam":"x"}""", "jobNam", "UnknownMember")]
    [InlineData("""{"jobName":5}""", "jobName", "WrongType")]
    [InlineData("""{"jobName":["x"]}""", "jobName", "WrongType")]
    [InlineData("""{"arrayProperties":{"size":"10"}}""", "arrayProperties.size", "WrongType")]
    [InlineData("""{"arrayProperties":{"size":10.5}}""", "arrayProperties.size", "WrongType")]
    [InlineData("""{"arrayProperties":{"size":2147483648}}""", "arrayProperties.size", "WrongType")]
    [InlineData("""{"arrayProperties":[10]}""", "arrayProperties", "WrongType")]
    [InlineData("""{"propagateTags":"true"}""", "propagateTags", "WrongType")]
    [InlineData("""{"dependsOn":{}}""", "dependsOn", "WrongType")]
    [InlineData("""{"dependsOn":[{"jobId":"a"},{"jobId":7}]}""", "dependsOn[1].jobId", "WrongType")]
    [InlineData("""{"dependsOn":[{"jobId":"a"},null]}""", "dependsOn[1]", "WrongType")]
    [InlineData("""{"dependsOn":[{"jobId":"a","extra":{"deep":[1,2]}}]}""", "dependsOn[0].extra", "UnknownMember")]
    [InlineData("""{"parameters":{"one":1}}""", "parameters.one", "WrongType")]
    [InlineData("""{"parameters":{"one":null}}""", "parameters.one", "WrongType")]
    [InlineData("""{"containerOverrides":{"command":["a",["b"]]}}""", "containerOverrides.command[1]", "WrongType")]
    [InlineData("""["jobName"]""", "", "WrongType")]
    [InlineData("\"jobName\"", "", "WrongType")]
    [InlineData("""{"jobName":"\ud800"}""", "jobName", "WrongType")]
    public void A_departure_from_the_model_is_found_with_its_path(string body, string path, string kind)
    {
        var findings = new Findings();

        Read(body, findings);

        var finding = Assert.Single(findings.All);
        Assert.Equal((path, kind), (finding.Path, finding.Kind.ToString()));
    }

    [Fact]
    public void The_message_says_what_would_be_right_and_what_is_there()
    {
        var findings = new Findings();

        Read("""{"arrayProperties":{"size":"10"}}""", findings);

        Assert.Equal("must be a whole number, not this string", findings.All[0].Message);
    }

    [Fact]
    public void Everything_around_a_wrong_value_is_still_read()
    {
        var findings = new Findings();

        var request = Read("""{"jobName":"a","jobQueue":{"no":["no"]},"unknown":[{}],"jobDefinition":"d"}""", findings);

        Assert.Equal(["jobQueue", "unknown"], findings.All.Select(finding => finding.Path));
        Assert.Equal(("a", null, "d"), (request.JobName, request.JobQueue, request.JobDefinition));
    }

    [Fact]
    public void A_member_that_is_null_counts_as_absent()
    {
        var findings = new Findings();

        var request = Read("""{"jobName":null,"arrayProperties":null,"dependsOn":null,"tags":null,"propagateTags":null}""", findings);

        Assert.Empty(findings.All);
        Assert.Null(request.ArrayProperties);
    }

    [Fact]
    public void Escapes_in_the_names_of_members_are_understood()
    {
        var findings = new Findings();

        var request = Read("{\"job\\u004eame\":\"a\"}", findings);

        Assert.Empty(findings.All);
        Assert.Equal("a", request.JobName);
    }

    [Fact]
    public void Escapes_in_a_constant_are_understood()
    {
        var dependency = ShapeReader.ReadAll("{\"type\":\"N_TO_\\u004e\"}"u8, JobDependencyJson.Read, new Findings());

        Assert.Equal("N_TO_N", dependency.Type.Value);
    }

    [Fact]
    public void Of_a_member_that_comes_twice_the_last_counts()
    {
        var request = Read("""{"jobName":"a","jobName":"b"}""", new Findings());

        Assert.Equal("b", request.JobName);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"jobName":"a"}}""")]
    [InlineData("""{"jobName":"a",}""")]
    [InlineData("""{"jobName":'a'}""")]
    [InlineData("not json")]
    [InlineData(" ")]
    [InlineData("""{"dependsOn":[{"jobId":"a"}""")]
    public void A_body_that_is_not_JSON_is_refused(string body) =>
        Assert.ThrowsAny<JsonException>(() => Read(body, new Findings()));

    [Theory]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"tags\":{\"\\ud800\":\"v\"}}")]
    public void A_name_that_is_not_Unicode_makes_the_body_invalid(string body) =>
        Assert.ThrowsAny<JsonException>(() => Read(body, new Findings()));

    [Fact]
    public void Bytes_that_are_not_UTF8_are_never_taken_for_text()
    {
        var findings = new Findings();

        var asValue = ShapeReader.ReadAll([.. "{\"jobId\":\""u8, 0xff, .. "\"}"u8], JobDependencyJson.Read, findings);
        var asName = ShapeReader.ReadAll([.. "{\""u8, 0xff, .. "\":1}"u8], JobDependencyJson.Read, findings);

        Assert.Equal(["jobId", "\ufffd"], findings.All.Select(finding => finding.Path));
        Assert.Equal((null, null), (asValue.JobId, asName.JobId));
        Assert.ThrowsAny<JsonException>(() => ShapeReader.ReadAll([.. "{\"tags\":{\""u8, 0xff, .. "\":\"v\"}}"u8], SubmitJobRequestJson.Read, findings));
    }

    [Fact]
    public void A_body_that_nests_too_deep_is_refused() =>
        Assert.ThrowsAny<JsonException>(() => Read($$"""{"unknown":{{new string('[', 200)}}{{new string(']', 200)}}}""", new Findings()));

    [Theory]
    [InlineData("""{"weightFactor":"NaN"}""", float.NaN)]
    [InlineData("""{"weightFactor":"-Infinity"}""", float.NegativeInfinity)]
    [InlineData("""{"weightFactor":"Infinity"}""", float.PositiveInfinity)]
    [InlineData("""{"weightFactor":2.5e-1}""", 0.25f)]
    public void Numbers_that_JSON_cannot_write_come_as_strings(string body, float expected)
    {
        var attributes = ShapeReader.ReadAll(Encoding.UTF8.GetBytes(body), ShareAttributesJson.Read, new Findings());

        Assert.Equal(expected, attributes.WeightFactor);
    }

    private static SubmitJobRequest Read(string body, Findings findings)
    {
        var match = BatchModel.Operations.Find("POST", "/v1/submitjob");
        Assert.NotNull(match);

        return Assert.IsType<SubmitJobRequest>(match.Operation.ReadRequest(Encoding.UTF8.GetBytes(body), match.Uri, findings));
    }
}
