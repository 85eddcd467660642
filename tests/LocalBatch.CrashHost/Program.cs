using LocalBatch.CrashHost;

// Started by tests, killed by tests. The first argument says what it does until then.
return args switch
{
    ["executor", var root, var script, var count] => await ExecutorHost.RunAsync(root, script, int.Parse(count, null)),
    _ => 2,
};
