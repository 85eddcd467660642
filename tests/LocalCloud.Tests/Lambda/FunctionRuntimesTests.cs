using LocalCloud.Lambda;
using LocalCloud.Template;

namespace LocalCloud.Tests.Lambda;

/// <summary>Against interpreters that are scripts of our own: which clients a machine has is not the tests' business.</summary>
public sealed class FunctionRuntimesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("runtimes-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_Python_function_runs_in_the_runtimes_own_interpreter_where_the_client_is()
    {
        Program("python3", "exit 1");
        Program("python3.12", "echo /real/python3.12; echo /packages; echo python3.12");

        var function = Assert.Single((await PrepareAsync("python3.12")).Functions);

        Assert.Equal(["/real/python3.12", "-m", "awslambdaric"], function.Command.Words);
        Assert.Equal("/packages", function.Command.Packages);
    }

    [Fact]
    public async Task Another_version_runs_it_too_with_a_line()
    {
        Program("python3", "echo /real/python3; echo /packages; echo python3.11");

        var model = await PrepareAsync("python3.12");

        Assert.Single(model.Functions);
        Assert.Equal(["Work asks for python3.12 and runs in python3.11."], model.Notes);
    }

    [Fact]
    public async Task A_Node_function_runs_with_the_client_of_its_code_or_of_all()
    {
        Program("node", $"echo {_folder}/bin/node; echo 22");
        var client = Path.Combine(_folder, "lib", "node_modules", "aws-lambda-ric");
        Directory.CreateDirectory(client);
        await File.WriteAllTextAsync(Path.Combine(client, "package.json"), """{"bin":{"aws-lambda-ric":"bin/index.mjs"}}""", TestContext.Current.CancellationToken);

        var function = Assert.Single((await PrepareAsync("nodejs22.x")).Functions);

        Assert.Equal([$"{_folder}/bin/node", Path.Combine(client, "bin/index.mjs")], function.Command.Words);
    }

    [Theory]
    [InlineData("python3.12", "Left out: the function Work: python3.12 runs where there is a Python 3 with the package awslambdaric, and none was found in PATH (pip install awslambdaric).")]
    [InlineData("nodejs22.x", "Left out: the function Work: nodejs22.x runs where there is a Node.js with the package aws-lambda-ric, and none was found in PATH (npm install --global aws-lambda-ric).")]
    public async Task Without_interpreter_and_client_a_function_is_left_out_by_name(string runtime, string note)
    {
        var model = await PrepareAsync(runtime);

        Assert.Empty(model.Functions);
        Assert.Equal([note], model.Notes);
    }

    [Theory]
    [InlineData("python3.12", "The function Work cannot run here: python3.12 runs where there is a Python 3 with the package awslambdaric, and none was found in PATH (pip install awslambdaric); without --strict it is left out.")]
    [InlineData("nodejs22.x", "The function Work cannot run here: nodejs22.x runs where there is a Node.js with the package aws-lambda-ric, and none was found in PATH (npm install --global aws-lambda-ric); without --strict it is left out.")]
    public async Task A_strict_stack_refuses_a_function_without_interpreter_by_name(string runtime, string message) =>
        Assert.Equal(message, (await Assert.ThrowsAsync<StartException>(() => PrepareAsync(runtime, isStrict: true))).Message);

    private Task<StackModel> PrepareAsync(string runtime, bool isStrict = false) => new FunctionRuntimes(_folder + "/bin", "", TimeProvider.System).PrepareAsync(
        TemplateLoader.Load($"Resources: {{ Work: {{ Type: 'AWS::Lambda::Function', Properties: {{ Runtime: {runtime}, Handler: index.handler, Role: 'arn:aws:iam::1:role/r', Code: {{ ZipFile: x }} }} }} }}", new()),
        isStrict,
        TestContext.Current.CancellationToken);

    private void Program(string name, string script)
    {
        Directory.CreateDirectory(Path.Combine(_folder, "bin"));
        var path = Path.Combine(_folder, "bin", name);
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }
}
