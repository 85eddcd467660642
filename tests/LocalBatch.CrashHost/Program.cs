using LocalBatch.CrashHost;

// Started by tests, killed by tests. The first argument says what it does until then.
return args switch
{
    ["executor", var root, var script, var count] => await ExecutorHost.RunAsync(root, script, int.Parse(count, null)),
    ["engine", var state, var seed] => await EngineHost.RunAsync(state, int.Parse(seed, null)),
    ["drain", var state] => await EngineHost.DrainAsync(state),
    _ => 2,
};
