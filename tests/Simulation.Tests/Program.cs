using System.Globalization;
using Simulation.Tests;
using Xunit.MicrosoftTestingPlatform;

// Without an option of its own this is an ordinary test program.
//   --seeds N   runs N seeds and tells each that breaks an invariant
//   --seed S    runs the seed S and tells all that happens
return args switch
{
    ["--seeds", var count, .. var rest] => LongRun.Run(Number(count), rest is ["--from", var first] ? Number(first) : 1),
    ["--seed", var seed] => LongRun.Replay(Number(seed)),
    _ => await TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions),
};

static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
