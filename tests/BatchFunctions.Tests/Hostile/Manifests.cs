using System.Text;
using BatchFunctions.Manifests;
using BatchFunctions.Tests.Doubles;

namespace BatchFunctions.Tests.Hostile;

/// <summary>Reads manifests as the handlers do, and good samples to spoil.</summary>
internal static class Manifests
{
    public const string Json = """
        {
          "defaults": { "jobQueue": "default", "jobDefinition": "hello", "parameters": { "a": "1" }, "timeout": { "attemptDurationSeconds": 60 } },
          "onFailure": [{ "causes": ["OutOfMemory"], "exitCodes": [75], "action": "resubmit", "memoryFactor": 2, "maxResubmissions": 3 }],
          "jobs": [
            { "jobName": "one", "containerOverrides": { "command": ["echo", "é"], "environment": [{ "name": "A", "value": "b" }] } },
            { "jobName": "two", "dependsOn": ["one", { "jobName": "one", "type": "SEQUENTIAL" }], "arrayProperties": { "size": 3 }, "tags": { "team": "x" } }
          ]
        }
        """;

    public const string Yaml = """
        defaults: &base { jobQueue: default, jobDefinition: hello }
        onFailure:
          - { action: giveUp }
        jobs:
          - jobName: one
            parameters: &p { a: '1', b: "é" }
            containerOverrides:
              command:
                - sh
                - |
                  echo a
                  echo b
          - jobName: two
            parameters: *p
            dependsOn: [one]
            retryStrategy: { attempts: 3 }
        """;

    public const string JsonLines = """
        {"jobName":"one","jobQueue":"default","jobDefinition":"hello","tags":{"a":"b"}}

        {"jobName":"two","jobQueue":"default","jobDefinition":"hello","dependsOn":["one"]}
        """;

    public const string Csv = """
        jobName,jobQueue,jobDefinition,dependsOn,command,vcpus,parameters.who,environment.X,tags.team
        one,default,hello,,"[""echo"",""a,b""]",2,"a ""quoted"" word",=1+1,x
        two,default,hello,one,,,"two
        lines",,
        """;

    public static string Sample(ManifestFormat format) => format switch
    {
        ManifestFormat.Json => Json,
        ManifestFormat.Yaml => Yaml,
        ManifestFormat.JsonLines => JsonLines,
        _ => Csv,
    };

    public static ManifestVerdict Read(ManifestFormat format, string text) => Read(format, Encoding.UTF8.GetBytes(text));

    public static ManifestVerdict Read(ManifestFormat format, byte[] content)
    {
        var reading = new ManifestReader(new FixedCatalog()).ReadAsync(format, content, CancellationToken.None);
        Assert.True(reading.IsCompleted, "Nothing here waits.");

        return reading.GetAwaiter().GetResult();
    }
}
