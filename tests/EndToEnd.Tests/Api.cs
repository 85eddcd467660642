using System.Net;
using System.Text;
using System.Text.Json;

namespace EndToEnd.Tests;

/// <summary>The HTTP API of a running stack, as <c>curl</c> sees it. What it waits for, it waits for by status.</summary>
internal sealed class Api(LocalCloudProcess stack, HttpClient http)
{
    public Task<JsonElement> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null, HttpStatusCode.OK);

    /// <summary>All pages of a list. A page that AWS Batch throttled is asked for again, as a caller would.</summary>
    /// <param name="path">With a query.</param>
    /// <param name="list">The member that holds a page's items.</param>
    public async Task<IReadOnlyList<JsonElement>> ListAsync(string path, string list)
    {
        List<JsonElement> items = [];
        string? token = null;
        do
        {
            var page = await PollAsync(token is null ? path : $"{path}&nextToken={Uri.EscapeDataString(token)}", _ => true);
            items.AddRange(page.GetProperty(list).EnumerateArray());
            token = page.Find("nextToken");
        }
        while (token is not null);

        return items;
    }

    public Task<JsonElement> PostAsync(string path, string json, HttpStatusCode wanted = HttpStatusCode.OK) =>
        SendAsync(HttpMethod.Post, path, json, wanted);

    /// <summary>One call; another status than the wanted one is an error that shows the answer and what the stack said.</summary>
    public async Task<JsonElement> SendAsync(HttpMethod method, string path, string? json, HttpStatusCode wanted)
    {
        using HttpRequestMessage request = new(method, new Uri(stack.Api, path))
        {
            Content = json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"),
        };
        using var response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == wanted, $"{method} {path}: {(int)response.StatusCode} {text}\nThe stack said:\n{stack.Output}");
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>The id of a job that <c>POST /jobs</c> made.</summary>
    public async Task<string> SubmitAsync(string json) => (await PostAsync("/jobs", json, HttpStatusCode.Created)).Text("jobId");

    /// <summary>Waits for the job's record to be terminal.</summary>
    public Task<JsonElement> EndAsync(string jobId) =>
        PollAsync($"/jobs/{jobId}", record => record.Find("status") is "SUCCEEDED" or "FAILED");

    /// <summary>Waits for a status; a job that ends in another fails the test at once, with its record.</summary>
    public Task<JsonElement> StatusAsync(string jobId, string wanted) => PollAsync($"/jobs/{jobId}", record =>
    {
        var status = record.Find("status");
        Assert.False(status != wanted && status is "SUCCEEDED" or "FAILED", $"The job never became {wanted}: {record}");
        return status == wanted;
    });

    /// <summary>Waits for the job and for all that stand in for it; their records, oldest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> ChainAsync(string jobId)
    {
        List<JsonElement> chain = [];
        for (string? next = jobId; next is not null; next = chain[^1].Find("resubmittedAs"))
        {
            chain.Add(await PollAsync($"/jobs/{next}", IsSettled));
        }

        return chain;
    }

    /// <summary>Asks again and again until the answer is as wanted; the last answer tells why it never was.</summary>
    public async Task<JsonElement> PollAsync(string path, Func<JsonElement, bool> isWanted)
    {
        var (_, answer) = await Wait.UntilAsync(
            () => TryGetAsync(path),
            seen => seen.Status == HttpStatusCode.OK && isWanted(seen.Answer),
            $"the answer of GET {path}",
            () => stack.Output);
        return answer;
    }

    /// <summary>SUCCEEDED, or FAILED with the decision taken and, where that is another try, the other try known.</summary>
    public static bool IsSettled(JsonElement record) => record.Find("status") switch
    {
        "SUCCEEDED" => true,
        "FAILED" => record.Find("decision") is "GIVEN_UP" || (record.Find("decision") is "RESUBMITTED" && record.Find("resubmittedAs") is not null),
        _ => false,
    };

    private async Task<(HttpStatusCode Status, JsonElement Answer)> TryGetAsync(string path)
    {
        using var response = await http.GetAsync(new Uri(stack.Api, path), TestContext.Current.CancellationToken);
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        return (response.StatusCode, (await JsonDocument.ParseAsync(body, cancellationToken: TestContext.Current.CancellationToken)).RootElement);
    }
}
