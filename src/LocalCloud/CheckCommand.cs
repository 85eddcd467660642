using LocalCloud.Console;
using LocalCloud.Gateway;
using LocalCloud.Stack;
using LocalCloud.Template;

namespace LocalCloud;

/// <summary>Says what a manifest would do, or what of a template is served.</summary>
/// <param name="screen">Where it is said.</param>
/// <param name="prepare">Reads the template that the options name.</param>
/// <param name="system">What a stack takes from outside.</param>
/// <param name="time">The clock.</param>
internal sealed class CheckCommand(
    Screen screen, Func<StackOptions, CancellationToken, Task<StackModel>> prepare, Func<StackOptions, HeldPorts, StackSystem> system, TimeProvider time)
{
    private const string AccountId = "123456789012";

    /// <returns>The exit code.</returns>
    /// <exception cref="StartException">The manifest cannot be read, or AWS Batch refuses a resource of the template.</exception>
    /// <exception cref="TemplateException">The template has errors.</exception>
    public async Task<int> RunAsync(CheckRequest request, CancellationToken cancellation)
    {
        var state = Path.GetFullPath(request.Options.StateFolder);
        var content = request.Manifest is { } manifest ? ManifestRun.Read(manifest) : null;
        CheckRun check = new(screen);
        // What is made at run time is known to the stack that is up; who names a template means that one.
        if (content is not null && request.Manifest is { } toStack && request.StackOptionsGiven.Count == 0 && StateFolder.IsHeld(state) && RunningStack.Find(state) is { Api: { } running } stack)
        {
            using LocalClient client = new(stack.Endpoint, LocalCredentials.LoadOrCreate(state), new(stack.Region, AccountId), time);
            using StackApi api = new(client, running);
            if (await check.RunAsync(api, toStack, content, cancellation) is { } known)
            {
                return known;
            }
        }

        var model = await prepare(request.Options, cancellation);
        var folder = Directory.CreateTempSubdirectory("localcloud-check-").FullName;
        try
        {
            using HeldPorts ports = new();
            var options = CheckStack.Options(request.Options, folder, ports.Hold(0), ports.Hold(0));
            await using var checking = await LocalStack.StartAsync(options, CheckStack.Of(model), system(options, ports), cancellation);
            if (content is null || request.Manifest is not { } file)
            {
                foreach (var line in TemplateText.Of(request.Options.Template ?? "No template", model))
                {
                    screen.Line(line);
                }

                return MainJob.AllSucceeded;
            }

            using var client = checking.CreateClient();
            using StackApi api = new(client, checking.Api ?? throw new InvalidOperationException("A stack that checks has an HTTP API."));

            return await check.RunAsync(api, file, content, cancellation) ?? throw new InvalidOperationException("The functions do not know their own check.");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
