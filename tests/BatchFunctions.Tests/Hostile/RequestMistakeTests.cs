using Amazon.Lambda.APIGatewayEvents;
using BatchFunctions.Http;
using BatchFunctions.Jobs;
using BatchFunctions.Wire;
using Support.Fuzz;

namespace BatchFunctions.Tests.Hostile;

public sealed class RequestMistakeTests
{
    [Theory]
    [InlineData("999999999999999")]
    [InlineData("253402300800000")]
    [InlineData("000000000000000\n")]
    [InlineData("000000000000000#a\nb")]
    [InlineData("١٢٣٤٥٦٧٨٩٠١٢٣٤٥")]
    [InlineData("JOB#1")]
    public void A_forged_page_token_is_none_that_the_list_gave(string key)
    {
        var errors = new List<InputError>();

        JobQueryReader.Read(new Dictionary<string, string> { ["nextToken"] = PageToken.Of(key) }, "?", errors);

        Assert.Equal(["?nextToken: is not a token that this list gave."], errors.Select(error => error.ToString()));
    }

    [Fact]
    public void A_JSON_body_with_a_byte_order_mark_is_read_as_one_without()
    {
        var request = new APIGatewayHttpApiV2ProxyRequest { Body = "\uFEFF{\"a\":1}" };

        Assert.Equal("""{"a":1}""", request.Json(1024).GetRawText());
    }

    [Fact]
    public void A_JSON_body_in_UTF_16_is_told_so()
    {
        var request = new APIGatewayHttpApiV2ProxyRequest { Body = Convert.ToBase64String(System.Text.Encoding.Unicode.GetBytes("{}")), IsBase64Encoded = true };

        Assert.Equal("This is UTF-16; save the file as UTF-8.", Assert.Single(Assert.Throws<ProblemException>(() => request.Json(1024)).Problem.Errors).Message);
    }

    [Theory]
    [InlineData("0001-01-01T00:00:00Z")]
    [InlineData("1969-12-31T23:59:59Z")]
    [InlineData("999999999999999")]
    public void A_time_that_no_job_was_made_at_is_refused(string time)
    {
        var errors = new List<InputError>();

        JobQueryReader.Read(new Dictionary<string, string> { ["createdBefore"] = time }, "?", errors);

        Assert.Equal([$"?createdBefore: must be milliseconds since 1970 or an ISO 8601 time since then, not '{time}'."], errors.Select(error => error.ToString()));
    }

    [Fact]
    public void An_Idempotency_Key_never_becomes_part_of_a_key_of_the_table_or_of_a_tag() => Law.Holds(1_000, random =>
    {
        var key = HostileText.Next(random);
        var request = new APIGatewayHttpApiV2ProxyRequest { Headers = new Dictionary<string, string> { ["Idempotency-Key"] = key } };
        if (key.Length > 256)
        {
            Assert.Equal("Idempotency-Key may have 256 characters.", Assert.Throws<ProblemException>(() => request.Token("POST /jobs", NoId)).Problem.Detail);
        }
        else
        {
            Assert.Matches(@"\A[0-9a-f]{64}\z", request.Token("POST /jobs", () => Guid.Empty));
        }
    });

    [Fact]
    public void What_an_answer_quotes_of_a_request_is_cut_short()
    {
        var written = JsonText.Of(writer => InputErrorJson.Write(writer, new InputError(new string('/', 5_000), new string('x', 999) + "😀" + new string('x', 5_000))));

        Assert.Equal($$"""{"pointer":"{{new string('/', 1_000)}}…","message":"{{new string('x', 999)}}…"}""", written);
    }

    private static Guid NoId() => throw new InvalidOperationException("No id is needed.");
}
