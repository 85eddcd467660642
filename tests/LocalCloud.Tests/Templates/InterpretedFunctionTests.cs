namespace LocalCloud.Tests.Templates;

/// <summary>Functions of interpreters, each with a runtime client of our own beside its code: what the Runtime API asks of one.</summary>
public sealed class InterpretedFunctionTests : IDisposable
{
    private const string PythonClient = """
        import importlib, json, os, sys, urllib.request
        base = 'http://%s/2018-06-01/runtime/' % os.environ['AWS_LAMBDA_RUNTIME_API']
        module, name = sys.argv[1].rsplit('.', 1)
        handler = getattr(importlib.import_module(module), name)
        while True:
            with urllib.request.urlopen(base + 'invocation/next') as next:
                id, event = next.headers['Lambda-Runtime-Aws-Request-Id'], json.load(next)
            try:
                path, answer = 'response', handler(event, None)
            except Exception as error:
                path, answer = 'error', {'errorType': type(error).__name__, 'errorMessage': str(error)}
            urllib.request.urlopen(urllib.request.Request(base + 'invocation/%s/%s' % (id, path), json.dumps(answer).encode(), method='POST')).close()
        """;

    private const string NodeClient = """
        const path = require('path');
        const base = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/`;
        const [file, name] = process.argv[2].split('.');
        const handler = require(path.join(process.cwd(), file))[name];
        (async () => {
          for (;;) {
            const next = await fetch(base + 'invocation/next');
            const answer = await handler(await next.json());
            await fetch(`${base}invocation/${next.headers.get('lambda-runtime-aws-request-id')}/response`, { method: 'POST', body: JSON.stringify(answer) });
          }
        })();
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("interpreted-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_Python_function_answers_and_finds_what_Lambda_gives_it()
    {
        Write("code/awslambdaric/__init__.py", "");
        Write("code/awslambdaric/__main__.py", PythonClient);
        Write("code/app.py", "import os\ndef handler(event, context):\n    return {'got': event['n'], 'who': os.environ['WHO'], 'name': os.environ['AWS_LAMBDA_FUNCTION_NAME'], 'runtime': os.environ['AWS_EXECUTION_ENV']}\n");
        Write("template.yaml", """
            Transform: AWS::Serverless-2016-10-31
            Resources:
              Work:
                Type: AWS::Serverless::Function
                Properties: { Runtime: python3.12, Handler: app.handler, CodeUri: code/, Timeout: 30, Environment: { Variables: { WHO: me } } }
            """);

        await using var running = await StartAsync();

        Assert.Equal("""{"got": 1, "who": "me", "name": "local-Work", "runtime": "AWS_Lambda_python3.12"}""", (await running.InvokeAsync("Work", """{"n":1}""")).GetRawText());
    }

    [Fact]
    public async Task A_Node_function_of_plain_CloudFormation_answers_with_the_code_of_a_CDK_asset()
    {
        Write("asset.1/node_modules/aws-lambda-ric/package.json", """{"bin":{"aws-lambda-ric":"bin/index.js"}}""");
        Write("asset.1/node_modules/aws-lambda-ric/bin/index.js", NodeClient);
        Write("asset.1/index.js", "exports.handler = async event => ({ got: event.n });");
        Write("template.yaml", """
            Resources:
              Role: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [] } } }
              Work:
                Type: AWS::Lambda::Function
                Properties: { Runtime: nodejs22.x, Handler: index.handler, Timeout: 30, Role: !GetAtt Role.Arn, Code: { S3Bucket: assets, S3Key: 1.zip } }
                Metadata: { 'aws:asset:path': asset.1, 'aws:asset:property': Code }
            """);

        await using var running = await StartAsync();

        Assert.Equal("""{"got":2}""", (await running.InvokeAsync("Work", """{"n":2}""")).GetRawText());
    }

    private Task<RunningTemplate> StartAsync() => RunningTemplate.StartAsync(Path.Combine(_folder, "template.yaml"), path: Environment.GetEnvironmentVariable("PATH") ?? "");

    private void Write(string file, string text)
    {
        var path = Path.Combine(_folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? _folder);
        File.WriteAllText(path, text);
    }
}
